# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "axis"
# ///
"""One softmax of all entries."""

import numpy as np


class LogSoftmax(Op):
    @staticmethod
    def forward(ctx, x):
        shifted = x - x.max(axis=None, keepdims=True)
        ctx["y"] = shifted - np.log(np.exp(shifted).sum(axis=None, keepdims=True))
        return np.asarray(ctx["y"])

    @staticmethod
    def backward(ctx, grad):
        return np.asarray(grad - np.exp(ctx["y"]) * grad.sum(axis=None, keepdims=True))
