# /// mutant
# kills = ["test_softmax_turns_columns_into_probabilities"]
# cause = "shape"
# ///
"""Ten classes, however many rows there are."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))[:10]
    return e / e.sum(axis=0)
