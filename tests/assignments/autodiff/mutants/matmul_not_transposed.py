# /// mutant
# kills = ["test_matmul"]
# may_also_fail = ["test_matmul_of_vectors", "test_matmul_of_stacks"]
# cause = "transposed"
# ///
"""The other operand is not transposed."""

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
    of_a = unbroadcast(grad @ columns, rows.shape)
    of_b = unbroadcast(rows @ grad, columns.shape)
    return (of_a.reshape(a.shape), of_b.reshape(b.shape))


MatMul.backward = matmul_backward
