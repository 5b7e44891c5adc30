# /// mutant
# kills = ["test_sigmoid"]
# cause = "squeeze"
# ///
"""The gradient loses an axis of length 1."""

import numpy as np


@staticmethod
def sigmoid_backward(ctx, grad):
    y = ctx["y"]
    return np.squeeze(grad * y * (1 - y))


Sigmoid.backward = sigmoid_backward
