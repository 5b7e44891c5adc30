# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "shape"
# ///
"""New axes are taken to be the last ones."""


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
