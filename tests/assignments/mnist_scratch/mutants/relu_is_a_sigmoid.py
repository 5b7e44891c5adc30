# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "sigmoid"
# ///
"""A sigmoid instead."""

import numpy as np


def relu(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
