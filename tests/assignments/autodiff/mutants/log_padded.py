# /// mutant
# kills = ["test_log"]
# cause = "epsilon"
# ///
"""A small constant is added."""

import numpy as np


@staticmethod
def log_forward(ctx, x):
    ctx["x"] = x + 1e-6
    return np.log(x + 1e-6)


Log.forward = log_forward
