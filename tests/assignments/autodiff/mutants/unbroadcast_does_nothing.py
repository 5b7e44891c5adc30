# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# cause = "broadcast"
# ///
"""The gradient stays as large as it came."""


def unbroadcast(grad, shape):
    return grad
