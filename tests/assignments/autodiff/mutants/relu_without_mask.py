# /// mutant
# kills = ["test_relu"]
# cause = "mask"
# ///
"""Every entry lets its gradient through."""

import numpy as np


@staticmethod
def relu_backward(ctx, grad):
    return np.array(grad)


ReLU.backward = relu_backward
