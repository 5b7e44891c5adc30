# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# cause = "iteration"
# ///
"""Row by row, so an array without axes fails."""

import numpy as np


def relu(z):
    return np.array([np.maximum(row, 0.0) for row in z])
