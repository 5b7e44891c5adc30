# /// mutant
# kills = ["test_log_softmax"]
# cause = "row"
# ///
"""The derivative of each entry for itself alone."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad * (1 - np.exp(ctx["y"]))


LogSoftmax.backward = logsoftmax_backward
