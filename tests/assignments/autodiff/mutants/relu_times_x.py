# /// mutant
# kills = ["test_relu"]
# cause = "mask"
# ///
"""Multiplied by x where it is positive."""

import numpy as np


@staticmethod
def relu_forward(ctx, x):
    ctx["positive"] = np.maximum(x, 0)
    return np.maximum(x, 0)


ReLU.forward = relu_forward
