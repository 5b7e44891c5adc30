# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "exp"
# ///
"""The value stands for the probability."""


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad - ctx["y"] * grad.sum(axis=-1, keepdims=True)


LogSoftmax.backward = logsoftmax_backward
