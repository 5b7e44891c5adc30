# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "in place"
# ///
"""The maximum is subtracted from the caller's own array."""

import numpy as np


def softmax(logits):
    logits -= logits.max(axis=1, keepdims=True)
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
