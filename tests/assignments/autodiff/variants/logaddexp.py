# /// variant
# why = "how the softmax is computed is free"
# ///
"""By logaddexp, axis by axis."""

import numpy as np


class LogSoftmax(Op):
    @staticmethod
    def forward(ctx, x):
        y = x - np.logaddexp.reduce(x, axis=-1, keepdims=True)
        ctx["jacobian"] = np.eye(x.shape[-1]) - np.exp(y)[..., None, :]
        return y

    @staticmethod
    def backward(ctx, grad):
        return np.einsum("...j,...jk->...k", grad, ctx["jacobian"])
