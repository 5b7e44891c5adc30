# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "exactly"
# ///
"""The mean over the axes instead of the sum."""


def unbroadcast(grad, shape):
    new = grad.ndim - len(shape)
    axes = (*range(new), *(new + i for i, n in enumerate(shape) if n == 1))
    return grad.mean(axis=axes).reshape(shape)
