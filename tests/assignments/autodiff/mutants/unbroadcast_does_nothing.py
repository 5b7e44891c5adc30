# /// mutant
# kills = ["test_unbroadcast_sums_over_broadcast_axes"]
# may_also_fail = ["test_gradients_of_broadcast_products", "test_backward_agrees_with_finite_differences", "test_linear_is_a_layer", "test_mlp_has_gradients_of_all_parameters", "test_compare_activations_gives_two_histories", "test_compare_activations_measures", "test_train_is_gradient_descent", "test_train_uses_every_example_once", "test_train_draws_a_new_order_each_epoch", "test_history_of_train", "test_train_is_pure"]
# cause = "broadcast"
# ///
"""The gradient stays as large as it came."""


def unbroadcast(grad, shape):
    return grad
