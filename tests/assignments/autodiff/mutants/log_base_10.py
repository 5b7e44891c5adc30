# /// mutant
# kills = ["test_log"]
# cause = "logarithm"
# ///
"""To base 10."""

import numpy as np


@staticmethod
def log_forward(ctx, x):
    ctx["x"] = x
    return np.log10(x)


Log.forward = log_forward
