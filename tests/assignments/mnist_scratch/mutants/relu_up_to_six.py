# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "clip"
# ///
"""Clipped at 6."""

import numpy as np


def relu(z):
    return np.clip(z, 0, 6)
