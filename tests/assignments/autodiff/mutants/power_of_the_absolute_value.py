# /// mutant
# kills = ["test_power"]
# cause = "sign"
# ///
"""Negative bases lose their sign."""

import numpy as np


@staticmethod
def power_forward(ctx, a, b):
    ctx["operands"] = a, b
    return np.abs(a) ** b


Power.forward = power_forward
