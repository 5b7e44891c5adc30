# /// mutant
# kills = ["test_log_softmax_of_large_entries"]
# cause = "log see 0"
# ///
"""The largest entry of all rows is subtracted."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    shifted = x - x.max()
    ctx["y"] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return ctx["y"]


LogSoftmax.forward = logsoftmax_forward
