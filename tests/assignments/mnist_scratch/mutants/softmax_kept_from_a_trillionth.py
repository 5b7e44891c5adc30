# /// mutant
# kills = ["test_softmax_of_large_entries"]
# cause = "small probabilities"
# ///
"""No probability is below 1e-12."""

import numpy as np


def softmax(z):
    shifted = np.exp(z - z.max(axis=0))
    return np.maximum(shifted / shifted.sum(axis=0), 1e-12)
