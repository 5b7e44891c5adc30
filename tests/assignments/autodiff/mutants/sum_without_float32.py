# /// mutant
# kills = ["test_sum"]
# cause = "float32"
# ///
"""An operation that insists on double precision."""

import numpy as np


def sum_forward(ctx, x, axis=None, keepdims=False):
    if x.dtype != np.float64:
        raise TypeError("expected doubles")
    ctx["shape"], ctx["axis"] = x.shape, axis
    return np.asarray(x.sum(axis=axis, keepdims=keepdims))


Sum.forward = staticmethod(sum_forward)
