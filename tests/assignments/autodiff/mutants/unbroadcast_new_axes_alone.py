# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "shape"
# ///
"""Stretched axes of length 1 are forgotten."""


def unbroadcast(grad, shape):
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))
