# /// mutant
# kills = [
#     "test_softmax_turns_columns_into_probabilities",
#     "test_softmax_of_large_entries",
#     "test_softmax_of_columns_far_apart",
# ]
# cause = "exponential"
# ///
"""Divided by the sum, without an exponential."""

import numpy as np


def softmax(z):
    e = np.abs(z) + 1e-9
    return e / e.sum(axis=0, keepdims=True)
