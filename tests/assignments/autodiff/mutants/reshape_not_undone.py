# /// mutant
# kills = ["test_reshape"]
# cause = "shape"
# ///
"""The gradient keeps its new shape."""

import numpy as np


@staticmethod
def reshape_backward(ctx, grad):
    return np.array(grad)


Reshape.backward = reshape_backward
