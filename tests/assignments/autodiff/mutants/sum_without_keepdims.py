# /// mutant
# kills = ["test_sum"]
# cause = "axis"
# ///
"""keepdims is overlooked."""

import numpy as np


@staticmethod
def sum_forward(ctx, x, axis=None, keepdims=False):
    ctx["shape"], ctx["axis"] = x.shape, axis
    return np.asarray(x.sum(axis=axis))


Sum.forward = sum_forward
