# /// mutant
# kills = ["test_max"]
# may_also_fail = ["test_max_of_equal_entries"]
# cause = "largest"
# ///
"""Every entry gets the gradient."""

import numpy as np


@staticmethod
def max_backward(ctx, grad):
    return np.array(spread(grad, ctx["shares"].shape, ctx["axis"]))


Max.backward = max_backward
