# /// mutant
# kills = ["test_relu"]
# cause = "relu"
# ///
"""A hundredth of negative entries."""

import numpy as np


@staticmethod
def relu_forward(ctx, x):
    ctx["positive"] = np.where(x > 0, 1.0, 0.01)
    return np.where(x > 0, x, 0.01 * x)


ReLU.forward = relu_forward
