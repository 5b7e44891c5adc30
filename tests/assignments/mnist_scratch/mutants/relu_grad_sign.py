# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "sign of z"
# ///
"""−1 where z is negative."""

import numpy as np


def relu_grad(z):
    return np.sign(z)
