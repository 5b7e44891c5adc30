# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# may_also_fail = ["test_relu_is_pure"]
# cause = "absolute value"
# ///
"""The absolute value."""

import numpy as np


def relu(z):
    return np.abs(z)
