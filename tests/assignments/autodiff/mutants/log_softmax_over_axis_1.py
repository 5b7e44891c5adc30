# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "axis"
# ///
"""Along axis 1, which need not be the last."""

import numpy as np


class LogSoftmax(Op):
    @staticmethod
    def forward(ctx, x):
        shifted = x - x.max(axis=min(1, x.ndim - 1), keepdims=True)
        ctx["y"] = shifted - np.log(np.exp(shifted).sum(axis=min(1, x.ndim - 1), keepdims=True))
        return np.asarray(ctx["y"])

    @staticmethod
    def backward(ctx, grad):
        return np.asarray(grad - np.exp(ctx["y"]) * grad.sum(axis=min(1, grad.ndim - 1), keepdims=True))
