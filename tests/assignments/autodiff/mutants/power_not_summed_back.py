# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# cause = "broadcast"
# ///
"""Gradients keep the shape of the power."""

import numpy as np


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["operands"]
    of_base = b * a ** np.where(b == 0, 0.0, b - 1)
    positive = a > 0
    of_exponent = np.where(positive, a**b * np.log(np.where(positive, a, 1.0)), 0.0)
    return grad * of_base, grad * of_exponent


Power.backward = power_backward
