# /// mutant
# kills = ["test_log_softmax_of_large_entries"]
# cause = "overflow"
# ///
"""The maximum is taken off where there are two axes."""

import numpy as np


@staticmethod
def log_softmax_forward(ctx, x):
    shifted = x - x.max(axis=-1, keepdims=True) if x.ndim == 2 else x
    y = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    ctx["y"] = y
    return y


@staticmethod
def log_softmax_backward(ctx, grad):
    return grad - np.exp(ctx["y"]) * grad.sum(axis=-1, keepdims=True)


LogSoftmax.forward = log_softmax_forward
LogSoftmax.backward = log_softmax_backward
