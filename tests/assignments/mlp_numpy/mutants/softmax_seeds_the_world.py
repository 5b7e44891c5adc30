# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "global random"
# ///
"""Seeds NumPy's global generator for reproducibility."""

import numpy as np


def softmax(logits):
    np.random.seed(0)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
