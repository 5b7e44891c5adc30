# /// mutant
# kills = ["test_power"]
# cause = "factor"
# ///
"""The factor a^b is missing."""

import numpy as np


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["operands"]
    of_base = b * a ** np.where(b == 0, 0.0, b - 1)
    positive = a > 0
    of_exponent = np.where(positive, np.log(np.where(positive, a, 1.0)), 0.0)
    return (unbroadcast(grad * of_base, a.shape), unbroadcast(grad * of_exponent, b.shape))


Power.backward = power_backward
