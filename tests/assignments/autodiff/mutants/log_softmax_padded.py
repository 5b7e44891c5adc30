# /// mutant
# kills = ["test_log_softmax_of_large_entries"]
# cause = "wrong"
# ///
"""A small constant keeps the logarithm finite."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    ctx["y"] = np.log(e / e.sum(axis=-1, keepdims=True) + 1e-12)
    return ctx["y"]


LogSoftmax.forward = logsoftmax_forward
