# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "in-place"
# ///
"""The caller's array is changed and put right again: a read-only one cannot be."""

import numpy as np


def softmax(logits):
    largest = logits.max(axis=1, keepdims=True)
    logits -= largest
    exponentials = np.exp(logits)
    logits += largest
    return exponentials / exponentials.sum(axis=1, keepdims=True)
