# /// mutant
# kills = ["test_log_softmax"]
# cause = "sum"
# ///
"""grad − p."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad - np.exp(ctx["y"])


LogSoftmax.backward = logsoftmax_backward
