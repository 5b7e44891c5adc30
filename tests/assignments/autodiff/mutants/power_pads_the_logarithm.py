# /// mutant
# kills = ["test_power"]
# cause = "small number"
# ///
"""A small number is added to what the logarithm is taken of."""

import numpy as np


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["operands"]
    of_base = b * a ** np.where(b == 0, 0.0, b - 1)
    positive = a > 0
    of_exponent = np.where(positive, a**b * np.log(np.where(positive, a, 1.0) + 1e-6), 0.0)
    return (unbroadcast(grad * of_base, a.shape), unbroadcast(grad * of_exponent, b.shape))


Power.backward = power_backward
