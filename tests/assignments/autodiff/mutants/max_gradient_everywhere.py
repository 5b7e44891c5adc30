# /// mutant
# kills = ["test_max"]
# cause = "largest"
# ///
"""Every entry gets the gradient."""

import numpy as np


@staticmethod
def max_backward(ctx, grad):
    return np.array(spread(grad, ctx["shares"].shape, ctx["axis"]))


Max.backward = max_backward
