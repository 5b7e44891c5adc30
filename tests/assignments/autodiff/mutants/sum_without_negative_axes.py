# /// mutant
# kills = ["test_sum"]
# cause = "axis"
# ///
"""An axis counted from the end is not put back in its place."""

import numpy as np


@staticmethod
def sum_backward(ctx, grad):
    shape, axis = ctx["shape"], ctx["axis"]
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    kept = tuple(1 if each in axes else length for each, length in enumerate(shape))
    return np.broadcast_to(grad.reshape(kept), shape)


Sum.backward = sum_backward
