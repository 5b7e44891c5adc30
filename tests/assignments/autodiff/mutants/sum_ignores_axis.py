# /// mutant
# kills = ["test_sum"]
# cause = "axis"
# ///
"""Always over everything."""

import numpy as np


@staticmethod
def sum_forward(ctx, x, axis=None, keepdims=False):
    ctx["shape"], ctx["axis"] = x.shape, None
    return np.asarray(x.sum(keepdims=keepdims))


Sum.forward = sum_forward
