# /// mutant
# kills = ["test_power"]
# cause = "exponent"
# ///
"""b a^b instead of b a^(b − 1)."""

import numpy as np


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["operands"]
    of_base = b * a**b
    positive = a > 0
    of_exponent = np.where(positive, a**b * np.log(np.where(positive, a, 1.0)), 0.0)
    return (unbroadcast(grad * of_base, a.shape), unbroadcast(grad * of_exponent, b.shape))


Power.backward = power_backward
