# /// mutant
# kills = ["test_softmax_of_large_logits"]
# cause = "overflow"
# ///
"""The mean of the row is subtracted, not its maximum."""

import numpy as np


def softmax(logits):
    shifted = np.exp(logits - logits.mean(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
