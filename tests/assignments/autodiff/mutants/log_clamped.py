# /// mutant
# kills = ["test_log"]
# cause = "clamped"
# ///
"""Small numbers are raised to 1e-12."""

import numpy as np


@staticmethod
def log_forward(ctx, x):
    ctx["x"] = np.maximum(x, 1e-12)
    return np.log(ctx["x"])


Log.forward = log_forward
