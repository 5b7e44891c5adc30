# /// mutant
# kills = ["test_power"]
# cause = "rounded"
# ///
"""Exponents are rounded down."""

import numpy as np


@staticmethod
def power_forward(ctx, a, b):
    ctx["operands"] = a, np.floor(b)
    return a ** np.floor(b)


Power.forward = power_forward
