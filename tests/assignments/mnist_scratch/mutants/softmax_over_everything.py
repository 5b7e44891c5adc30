# /// mutant
# kills = ["test_softmax_turns_columns_into_probabilities", "test_softmax_of_columns_far_apart"]
# cause = "axis"
# ///
"""Divided by the sum over the whole table."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum()
