# /// mutant
# kills = ["test_sum"]
# cause = "shape"
# ///
"""The gradient stays as small as it came."""

import numpy as np


@staticmethod
def sum_backward(ctx, grad):
    return np.array(grad)


Sum.backward = sum_backward
