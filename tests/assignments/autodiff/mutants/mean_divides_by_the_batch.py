# /// mutant
# kills = ["test_mean"]
# cause = "along the axis"
# ///
"""Divided by the length of the first axis."""

import numpy as np


@staticmethod
def mean_forward(ctx, x, axis=None, keepdims=False):
    ctx["shape"], ctx["axis"], ctx["n"] = x.shape, axis, (x.shape or (1,))[0]
    return np.asarray(x.mean(axis=axis, keepdims=keepdims))


Mean.forward = mean_forward
