# /// mutant
# kills = ["test_log_softmax"]
# cause = "exp"
# ///
"""The value stands for the probability."""


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad - ctx["y"] * grad.sum(axis=-1, keepdims=True)


LogSoftmax.backward = logsoftmax_backward
