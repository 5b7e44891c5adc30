# /// mutant
# kills = ["test_exp"]
# cause = "exp(x), not x"
# ///
"""grad · x instead of grad · exp(x)."""

import numpy as np


@staticmethod
def exp_forward(ctx, x):
    ctx["y"] = x
    return np.exp(x)


Exp.forward = exp_forward
