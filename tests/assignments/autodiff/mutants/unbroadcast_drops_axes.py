# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "axis"
# ///
"""Axes of length 1 are summed away."""


def unbroadcast(grad, shape):
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(axis for axis, length in enumerate(shape) if length == 1))
