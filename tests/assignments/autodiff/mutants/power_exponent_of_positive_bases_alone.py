# /// mutant
# kills = ["test_power"]
# cause = "bases of both signs"
# ///
"""The exponent gets a gradient where all bases are positive."""

import numpy as np


@staticmethod
def power_forward(ctx, a, b):
    ctx["a"], ctx["b"] = a, b
    return np.asarray(a**b)


@staticmethod
def power_backward(ctx, grad):
    a, b = ctx["a"], ctx["b"]
    of_base = grad * b * np.asarray(a) ** (b - 1)
    of_exponent = grad * a**b * np.log(a) if np.all(a > 0) else np.zeros_like(b * grad)
    return unbroadcast(of_base, np.shape(a)), unbroadcast(of_exponent, np.shape(b))


Power.forward = power_forward
Power.backward = power_backward
