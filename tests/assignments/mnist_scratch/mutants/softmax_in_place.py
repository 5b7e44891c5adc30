# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "in-place"
# ///
"""The maximum is subtracted in the caller's array."""

import numpy as np


def softmax(z):
    z -= z.max(axis=0, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=0, keepdims=True)
