# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# may_also_fail = ["test_gradients_of_broadcast_products", "test_backward_agrees_with_finite_differences", "test_linear_is_a_layer", "test_mlp_has_gradients_of_all_parameters", "test_train_is_gradient_descent", "test_history_of_train"]
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
