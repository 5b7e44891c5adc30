# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "overflow"
# ///
"""Its own operation, exact forward, without the maximum taken off on the way back."""

import numpy as np


def cross_entropy(logits, targets):
    class SoftmaxLoss(Op):
        @staticmethod
        def forward(ctx, logits, targets):
            ctx["logits"], ctx["at"] = logits, (np.arange(len(logits)), np.asarray(targets))
            return np.asarray(-LogSoftmax.forward({}, logits)[ctx["at"]].mean())

        @staticmethod
        def backward(ctx, grad):
            grads = np.exp(ctx["logits"])
            grads = grads / grads.sum(axis=1, keepdims=True)
            grads[ctx["at"]] -= 1
            return grads * grad / len(grads)

    return SoftmaxLoss.apply(logits, targets=targets)
