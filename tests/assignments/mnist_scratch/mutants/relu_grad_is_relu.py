# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "relu itself"
# ///
"""The activation instead of its slope."""

import numpy as np


def relu_grad(z):
    return np.maximum(z, 0)
