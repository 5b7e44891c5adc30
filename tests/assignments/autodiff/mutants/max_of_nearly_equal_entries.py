# /// mutant
# kills = ["test_max_of_equal_entries"]
# cause = "nearly as large"
# ///
"""Entries that are close to the largest get a share."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = np.isclose(x, spread(y, x.shape, axis))
    ctx["axis"], ctx["shares"] = axis, largest / largest.sum(axis=axis, keepdims=True)
    return y


Max.forward = max_forward
