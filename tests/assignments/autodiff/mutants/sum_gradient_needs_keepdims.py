# /// mutant
# kills = ["test_sum"]
# cause = "broadcast"
# ///
"""The gradient is spread along the wrong axes without keepdims."""

import numpy as np


@staticmethod
def sum_backward(ctx, grad):
    return grad * np.ones(ctx["shape"])


Sum.backward = sum_backward
