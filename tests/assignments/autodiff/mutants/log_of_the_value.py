# /// mutant
# kills = ["test_log"]
# cause = "log"
# ///
"""1 / log(x)."""

import numpy as np


@staticmethod
def log_forward(ctx, x):
    ctx["x"] = np.log(x)
    return np.log(x)


Log.forward = log_forward
