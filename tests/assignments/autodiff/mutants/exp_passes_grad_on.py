# /// mutant
# kills = ["test_exp"]
# cause = "derivative"
# ///
"""The incoming gradient without the derivative."""

import numpy as np


@staticmethod
def exp_backward(ctx, grad):
    return np.array(grad)


Exp.backward = exp_backward
