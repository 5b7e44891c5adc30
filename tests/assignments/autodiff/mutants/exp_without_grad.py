# /// mutant
# kills = ["test_exp"]
# cause = "incoming gradient"
# ///
"""The derivative without the incoming gradient."""

import numpy as np


@staticmethod
def exp_backward(ctx, grad):
    return np.array(ctx["y"])


Exp.backward = exp_backward
