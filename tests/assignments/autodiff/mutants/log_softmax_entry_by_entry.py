# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "row"
# ///
"""The derivative of each entry for itself alone."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad * (1 - np.exp(ctx["y"]))


LogSoftmax.backward = logsoftmax_backward
