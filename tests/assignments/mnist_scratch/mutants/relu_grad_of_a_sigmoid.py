# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive", "test_relu_grad_is_pure"]
# cause = "sigmoid"
# ///
"""The derivative of the sigmoid."""

import numpy as np


def relu_grad(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)
