# /// mutant
# kills = ["test_max"]
# may_also_fail = ["test_max_of_equal_entries"]
# cause = "slice"
# ///
"""Only the largest of all gets a gradient."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == x.max()
    ctx["axis"], ctx["shares"] = (axis, largest / np.maximum(largest.sum(axis=axis, keepdims=True), 1))
    return y


Max.forward = max_forward
