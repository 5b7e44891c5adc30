# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# may_also_fail = ["test_backward_starts_from_size_one", "test_linear_is_a_layer", "test_train_uses_every_example_once", "test_train_draws_a_new_order_each_epoch"]
# cause = "axis"
# ///
"""Axes of length 1 are summed away."""


def unbroadcast(grad, shape):
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(axis for axis, length in enumerate(shape) if length == 1))
