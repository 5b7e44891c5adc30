# /// mutant
# kills = ["test_matmul"]
# cause = "axis"
# ///
"""Axes of length 1 vanish."""

import numpy as np


@staticmethod
def matmul_forward(ctx, a, b):
    ctx["operands"] = a, b
    return np.asarray(np.squeeze(a @ b))


MatMul.forward = matmul_forward
