# /// mutant
# kills = ["test_max"]
# cause = "missing"
# ///
"""axis and keepdims must be given."""

import numpy as np


@staticmethod
def max_forward(ctx, x, axis, keepdims):
    y = np.asarray(x.max(axis=axis, keepdims=keepdims))
    largest = x == spread(y, x.shape, axis)
    ctx["axis"], ctx["shares"] = axis, largest / largest.sum(axis=axis, keepdims=True)
    return y


Max.forward = max_forward
