# /// mutant
# kills = ["test_gradients_of_broadcast_products"]
# cause = "sum over axis"
# ///
"""Gradients keep the leading axes of the product."""

import numpy as np


@staticmethod
def matmul_backward(ctx, grad):
    a, b = ctx["operands"]
    if a.ndim < 2 or b.ndim < 2:
        return whole(a, b, grad)
    return grad @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ grad


MatMul.backward = matmul_backward


def whole(a, b, grad):
    rows = a[np.newaxis, :] if a.ndim == 1 else a
    columns = b[:, np.newaxis] if b.ndim == 1 else b
    if b.ndim == 1:
        grad = grad[..., np.newaxis]
    if a.ndim == 1:
        grad = np.expand_dims(grad, -2)
    of_a = unbroadcast(grad @ np.swapaxes(columns, -1, -2), rows.shape)
    of_b = unbroadcast(np.swapaxes(rows, -1, -2) @ grad, columns.shape)
    return of_a.reshape(a.shape), of_b.reshape(b.shape)
