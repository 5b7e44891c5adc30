# /// mutant
# kills = ["test_softmax_of_large_entries"]
# cause = "kept from 0"
# ///
"""Probabilities are kept from 0, for the sake of a logarithm."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return np.clip(e / e.sum(axis=0), 1e-7, 1.0)
