# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "leaky"
# ///
"""A slope of 0.01 below 0."""

import numpy as np


def relu(z):
    return np.where(z > 0, z, 0.01 * z)
