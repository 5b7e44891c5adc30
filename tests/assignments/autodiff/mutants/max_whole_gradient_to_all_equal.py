# /// mutant
# kills = ["test_max_of_equal_entries"]
# cause = "share"
# ///
"""Each of several largest entries gets the whole gradient."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == spread(y, x.shape, axis)
    ctx["axis"], ctx["shares"] = (axis, largest)
    return y


Max.forward = max_forward
