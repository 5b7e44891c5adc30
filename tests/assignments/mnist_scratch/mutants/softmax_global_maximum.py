# /// mutant
# kills = ["test_softmax_of_columns_far_apart"]
# cause = "maximum"
# ///
"""The maximum of the whole batch is subtracted."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0, keepdims=True)
