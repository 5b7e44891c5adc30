# /// mutant
# kills = ["test_mean"]
# cause = "mean"
# ///
"""The sum, and its gradient."""

import numpy as np


@staticmethod
def mean_forward(ctx, x, axis=None, keepdims=False):
    ctx["shape"], ctx["axis"], ctx["n"] = x.shape, axis, 1
    return np.asarray(x.sum(axis=axis, keepdims=keepdims))


Mean.forward = mean_forward
