# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "value"
# ///
"""x (1 − x)."""

import numpy as np


@staticmethod
def sigmoid_forward(ctx, x):
    ctx["y"] = x
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


Sigmoid.forward = sigmoid_forward
