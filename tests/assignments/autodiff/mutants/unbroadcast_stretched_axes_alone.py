# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "shape"
# ///
"""New axes are forgotten."""


def unbroadcast(grad, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
