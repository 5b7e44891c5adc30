# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# may_also_fail = ["test_gradients_of_broadcast_operands"]
# cause = "shape"
# ///
"""Of the axes that were stretched the first alone is summed."""


def unbroadcast(grad, shape):
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    for axis, length in enumerate(shape):
        if length == 1 and grad.shape[axis] > 1:
            return grad.sum(axis=axis, keepdims=True)
    return grad
