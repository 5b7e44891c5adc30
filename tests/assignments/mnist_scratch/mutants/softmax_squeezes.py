# /// mutant
# kills = ["test_softmax_turns_columns_into_probabilities", "test_softmax_of_large_entries"]
# cause = "axis of length 1"
# ///
"""Axes of length 1 are lost."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return np.squeeze(e / e.sum(axis=0, keepdims=True))
