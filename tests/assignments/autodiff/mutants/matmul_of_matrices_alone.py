# /// mutant
# kills = ["test_matmul_of_vectors"]
# cause = "vector"
# ///
"""Vectors are not thought of."""

import numpy as np


@staticmethod
def matmul_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad @ np.swapaxes(b, -1, -2), a.shape), unbroadcast(np.swapaxes(a, -1, -2) @ grad, b.shape)


MatMul.backward = matmul_backward
