# /// mutant
# kills = ["test_max_of_equal_entries"]
# cause = "equally large"
# ///
"""Along the first of several axes each of them gets the whole gradient."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == spread(y, x.shape, axis)
    ctx["axis"] = axis
    ctx["shares"] = largest / (largest.sum(axis=axis, keepdims=True) if axis != 0 else 1.0)
    return y


Max.forward = max_forward
