# /// mutant
# kills = ["test_softmax_of_large_entries"]
# may_also_fail = ["test_softmax_of_columns_far_apart"]
# cause = "overflow"
# ///
"""No maximum is subtracted."""

import numpy as np


def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=0, keepdims=True)
