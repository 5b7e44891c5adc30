# /// mutant
# kills = ["test_sigmoid_of_large_entries"]
# cause = "overflow"
# ///
"""e^x / (1 + e^x) is inf / inf for large entries."""

import numpy as np


@staticmethod
def sigmoid_forward(ctx, x):
    ctx["y"] = np.exp(x) / (1 + np.exp(x))
    return ctx["y"]


Sigmoid.forward = sigmoid_forward
