# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "1e6"
# ///
"""Large entries are held back, against overflow."""

import numpy as np


def relu(z):
    return np.clip(z, 0.0, 1e4)
