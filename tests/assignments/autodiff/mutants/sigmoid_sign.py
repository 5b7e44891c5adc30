# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "sign"
# ///
"""1 / (1 + e^x)."""

import numpy as np


@staticmethod
def sigmoid_forward(ctx, x):
    small = np.exp(-np.abs(x))
    ctx["y"] = np.where(x <= 0, 1, small) / (1 + small)
    return ctx["y"]


Sigmoid.forward = sigmoid_forward
