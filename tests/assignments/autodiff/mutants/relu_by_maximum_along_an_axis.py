# /// mutant
# kills = ["test_relu"]
# cause = "axis"
# ///
"""np.max(x, 0), whose second argument is an axis."""

import numpy as np


@staticmethod
def relu_forward(ctx, x):
    ctx["positive"] = x > 0
    return np.asarray(np.max(x, 0))


ReLU.forward = relu_forward
