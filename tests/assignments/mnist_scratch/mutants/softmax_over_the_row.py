# /// mutant
# kills = [
#     "test_softmax_turns_columns_into_probabilities",
#     "test_softmax_of_large_entries",
#     "test_softmax_of_columns_far_apart",
# ]
# may_also_fail = ["test_softmax_is_pure"]
# cause = "axis"
# ///
"""Normalised over the examples."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
