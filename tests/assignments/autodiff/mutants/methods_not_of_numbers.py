# /// mutant
# kills = ["test_gradients_through_methods"]
# cause = "scalars"
# ///
"""The gradient is masked in place, which a number cannot be."""

import numpy as np


@staticmethod
def relu_backward(ctx, grad):
    masked = 1.0 * grad
    masked[~ctx["positive"]] = 0
    return masked


ReLU.backward = relu_backward
