# /// mutant
# kills = ["test_exp"]
# cause = "not exp(exp(x))"
# ///
"""The exponential of the value, which is one already."""

import numpy as np


@staticmethod
def exp_backward(ctx, grad):
    return grad * np.exp(ctx["y"])


Exp.backward = exp_backward
