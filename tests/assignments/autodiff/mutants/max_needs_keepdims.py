# /// mutant
# kills = ["test_max"]
# may_also_fail = ["test_max_of_equal_entries"]
# cause = "broadcast"
# ///
"""The value is compared as it is, without its axes."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis=None, keepdims=False):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == y
    ctx["axis"], ctx["shares"] = (axis, largest / largest.sum(axis=axis, keepdims=True))
    return y


Max.forward = max_forward
