# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# may_also_fail = ["test_gradients_of_broadcast_products", "test_backward_agrees_with_finite_differences", "test_linear_is_a_layer", "test_mlp_has_gradients_of_all_parameters", "test_train_is_gradient_descent", "test_history_of_train"]
# cause = "mean where a sum was due"
# ///
"""The mean over the axes instead of the sum."""


def unbroadcast(grad, shape):
    new = grad.ndim - len(shape)
    axes = (*range(new), *(new + i for i, n in enumerate(shape) if n == 1))
    return grad.mean(axis=axes).reshape(shape)
