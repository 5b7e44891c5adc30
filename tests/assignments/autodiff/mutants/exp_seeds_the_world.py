# /// mutant
# kills = ["test_operations_are_pure"]
# cause = "global"
# ///
"""Sets NumPy's global seed."""

import numpy as np


@staticmethod
def exp_forward(ctx, x):
    np.random.seed(0)
    ctx["y"] = np.exp(x)
    return ctx["y"]


Exp.forward = exp_forward
