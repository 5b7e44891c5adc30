# /// mutant
# kills = ["test_power"]
# cause = "nan"
# ///
"""Computed as exp(b ln a): a negative base has none."""

import numpy as np


@staticmethod
def power_forward(ctx, a, b):
    ctx["operands"] = a, b
    return np.exp(b * np.log(a))


Power.forward = power_forward
