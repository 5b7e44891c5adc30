# /// mutant
# kills = ["test_sum"]
# cause = "keepdims=False"
# ///
"""The reduced axes are kept where nothing is said of them."""

import numpy as np


@staticmethod
def sum_forward(ctx, x, axis=None, keepdims=True):
    ctx["shape"], ctx["axis"] = x.shape, axis
    return np.asarray(x.sum(axis=axis, keepdims=keepdims))


Sum.forward = sum_forward
