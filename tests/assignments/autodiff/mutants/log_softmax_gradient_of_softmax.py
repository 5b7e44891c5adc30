# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "softmax"
# ///
"""The gradient of the softmax."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    p = np.exp(ctx["y"])
    return p * (grad - (grad * p).sum(axis=-1, keepdims=True))


LogSoftmax.backward = logsoftmax_backward
