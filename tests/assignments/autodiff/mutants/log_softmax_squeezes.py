# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "axis"
# ///
"""A batch of one loses its axis."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    shifted = x - x.max(axis=-1, keepdims=True)
    ctx["y"] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.squeeze(ctx["y"])


LogSoftmax.forward = logsoftmax_forward


@staticmethod
def logsoftmax_backward(ctx, grad):
    grad = grad.reshape(ctx["y"].shape)
    return grad - np.exp(ctx["y"]) * grad.sum(axis=-1, keepdims=True)


LogSoftmax.backward = logsoftmax_backward
