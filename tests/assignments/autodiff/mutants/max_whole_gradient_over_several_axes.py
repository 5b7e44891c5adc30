# /// mutant
# kills = ["test_max_of_equal_entries"]
# cause = "share"
# ///
"""Equal entries along one axis share the gradient, those of several axes each get the whole of it."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == spread(y, x.shape, axis)
    ctx["axis"] = axis
    ctx["shares"] = largest / largest.sum(axis=axis, keepdims=True) if isinstance(axis, int) else largest
    return y


Max.forward = max_forward
