# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "global"
# ///
"""Every call sets the seed of the global generator."""

import numpy as np


def softmax(z):
    np.random.seed(0)
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
