# /// mutant
# kills = ["test_matmul"]
# may_also_fail = ["test_matmul_of_stacks"]
# cause = "axis"
# ///
"""Axes of length 1 vanish."""

import numpy as np


@staticmethod
def matmul_forward(ctx, a, b):
    ctx["operands"] = a, b
    return np.asarray(np.squeeze(a @ b))


MatMul.forward = matmul_forward
