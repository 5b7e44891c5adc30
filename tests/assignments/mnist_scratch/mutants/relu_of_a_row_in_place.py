# /// mutant
# kills = ["test_relu_is_pure"]
# cause = "changes its arguments"
# ///
"""Where there is one axis alone, in the caller's array."""

import numpy as np


def relu(z):
    if np.ndim(z) == 1:
        z[z < 0] = 0
        return z
    return np.maximum(z, 0)
