# /// mutant
# kills = ["test_exp"]
# cause = "squeeze"
# ///
"""An axis of length 1 is lost."""

import numpy as np


@staticmethod
def exp_forward(ctx, x):
    ctx["y"] = np.exp(x)
    return np.squeeze(ctx["y"])


Exp.forward = exp_forward
