# /// mutant
# kills = ["test_sum"]
# cause = "tuple"
# ///
"""Several axes at once are not thought of."""

import numpy as np


@staticmethod
def sum_backward(ctx, grad):
    shape, axis = ctx["shape"], ctx["axis"]
    if axis is None:
        return np.broadcast_to(grad.reshape((1,) * len(shape)), shape)
    if grad.ndim < len(shape):
        grad = np.expand_dims(grad, int(axis))
    return np.broadcast_to(grad, shape)


Sum.backward = sum_backward
