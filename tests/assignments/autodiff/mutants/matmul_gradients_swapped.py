# /// mutant
# kills = ["test_matmul"]
# may_also_fail = ["test_matmul_of_vectors", "test_matmul_of_stacks"]
# cause = "swapped"
# ///
"""The two gradients have changed places."""

import numpy as np


@staticmethod
def matmul_backward(ctx, grad):
    a, b = ctx["operands"]
    rows = a[np.newaxis, :] if a.ndim == 1 else a
    columns = b[:, np.newaxis] if b.ndim == 1 else b
    if b.ndim == 1:
        grad = grad[..., np.newaxis]
    if a.ndim == 1:
        grad = np.expand_dims(grad, -2)
    of_a = unbroadcast(grad @ np.swapaxes(columns, -1, -2), rows.shape)
    of_b = unbroadcast(np.swapaxes(rows, -1, -2) @ grad, columns.shape)
    return of_b, of_a


MatMul.backward = matmul_backward
