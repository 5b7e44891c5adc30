# /// mutant
# kills = ["test_log_softmax"]
# may_also_fail = ["test_log_softmax_of_large_entries"]
# cause = "everything"
# ///
"""The incoming gradient is summed over all rows."""

import numpy as np


@staticmethod
def logsoftmax_backward(ctx, grad):
    return grad - np.exp(ctx["y"]) * grad.sum()


LogSoftmax.backward = logsoftmax_backward
