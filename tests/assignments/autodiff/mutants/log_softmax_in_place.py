# /// mutant
# kills = ["test_operations_are_pure"]
# cause = "in-place"
# ///
"""The maximum is subtracted from the operand itself."""

import numpy as np


@staticmethod
def logsoftmax_forward(ctx, x):
    x -= x.max(axis=-1, keepdims=True)
    ctx["y"] = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    return ctx["y"]


LogSoftmax.forward = logsoftmax_forward
