# /// mutant
# kills = ["test_power"]
# cause = "division by a"
# ///
"""The gradient of the base is that of the value, b y / a, also where the base is 0."""

import numpy as np


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["operands"]
    positive = a > 0
    of_base = b * a**b / a
    of_exponent = np.where(positive, a**b * np.log(np.where(positive, a, 1.0)), 0.0)
    return unbroadcast(grad * of_base, a.shape), unbroadcast(grad * of_exponent, b.shape)


Power.backward = power_backward
