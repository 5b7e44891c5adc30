# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "log forgotten"
# ///
"""The softmax, without the logarithm."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    ctx["y"] = e / e.sum(axis=-1, keepdims=True)
    return ctx["y"]


LogSoftmax.forward = logsoftmax_forward


@staticmethod
def logsoftmax_backward(ctx, grad):
    p = ctx["y"]
    return p * (grad - (grad * p).sum(axis=-1, keepdims=True))


LogSoftmax.backward = logsoftmax_backward
