# /// mutant
# kills = ["test_gradient_of_the_cross_entropy"]
# cause = "way back changed"
# ///
"""Its own operation, which subtracts in place on the way back."""

import numpy as np


def cross_entropy(logits, targets):
    class SoftmaxLoss(Op):
        @staticmethod
        def forward(ctx, logits, targets):
            log_p = LogSoftmax.forward({}, logits)
            ctx["p"], ctx["at"] = np.exp(log_p), (np.arange(len(logits)), np.asarray(targets))
            return np.asarray(-log_p[ctx["at"]].mean())

        @staticmethod
        def backward(ctx, grad):
            grads = ctx["p"]
            grads[ctx["at"]] -= 1
            return grads * grad / len(grads)

    return SoftmaxLoss.apply(logits, targets=targets)
