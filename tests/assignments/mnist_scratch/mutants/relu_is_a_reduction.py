# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "shape"
# ///
"""The largest entry: the 0 is taken for an axis."""

import numpy as np


def relu(z):
    return np.max(z, 0)
