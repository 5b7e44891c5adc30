# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# may_also_fail = ["test_relu_is_pure"]
# cause = "unpack"
# ///
"""Rows and columns are taken for granted."""

import numpy as np


def relu(z):
    rows, columns = z.shape
    return np.maximum(z, 0)
