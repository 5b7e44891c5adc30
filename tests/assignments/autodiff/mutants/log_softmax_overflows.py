# /// mutant
# kills = ["test_log_softmax_of_large_entries"]
# cause = "overflow"
# ///
"""The largest entry is not subtracted."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    ctx["y"] = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    return ctx["y"]


LogSoftmax.forward = logsoftmax_forward
