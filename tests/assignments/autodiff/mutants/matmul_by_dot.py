# /// mutant
# kills = ["test_matmul_of_stacks"]
# cause = "shape"
# ///
"""np.dot, which combines stacks otherwise."""

import numpy as np


@staticmethod
def matmul_forward(ctx, a, b):
    ctx["operands"] = a, b
    return np.asarray(np.dot(a, b))


MatMul.forward = matmul_forward
