# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "at 0"
# ///
"""Divides by z: nan at 0."""

import numpy as np


def relu_grad(z):
    with np.errstate(all="ignore"):
        return np.maximum(z, 0) / z
