# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "mean"
# ///
"""The mean of the incoming gradient."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad - np.exp(ctx["y"]) * grad.mean(axis=-1, keepdims=True)


LogSoftmax.backward = logsoftmax_backward
