# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "twice"
# ///
"""The sigmoid of the value, which is one already."""

import numpy as np


@staticmethod
def sigmoid_backward(ctx, grad):
    s = 1 / (1 + np.exp(-ctx["y"]))
    return grad * s * (1 - s)


Sigmoid.backward = sigmoid_backward
