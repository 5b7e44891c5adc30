# /// mutant
# kills = ["test_exp"]
# cause = "clipped"
# ///
"""Against overflow, large numbers are clipped, and at 20 already."""

import numpy as np


@staticmethod
def exp_forward(ctx, x):
    ctx["y"] = np.exp(np.minimum(x, 20.0))
    return np.asarray(ctx["y"])


Exp.forward = exp_forward
