# /// mutant
# kills = ["test_exp"]
# cause = "float32"
# ///
"""What is no double becomes half precision, to save memory."""

import numpy as np


def exp_forward(ctx, x):
    ctx["y"] = np.exp(x) if x.dtype == np.float64 else np.exp(x.astype(np.float16))
    return ctx["y"]


Exp.forward = staticmethod(exp_forward)
