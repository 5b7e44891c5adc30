# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "sum"
# ///
"""The first of the copies is taken."""


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad[0]
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.take([0], axis=axis)
    return grad
