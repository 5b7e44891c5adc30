# /// mutant
# kills = ["test_add"]
# cause = "zero"
# ///
"""Only the first operand gets a gradient."""

import numpy as np


@staticmethod
def add_backward(ctx, grad):
    a, b = ctx["shapes"]
    return unbroadcast(grad, a), np.zeros(b)


Add.backward = add_backward
