# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = [
#     "test_gradient_descent_is_full_batch",
#     "test_gradient_descent_returns_parameters_and_history",
#     "test_gradient_descent_depends_on_the_generator_alone",
#     "test_gradient_descent_takes_labels_in_any_container",
#     "test_gradient_descent_is_pure",
#     "test_history_is_what_was_measured",
#     "test_history_of_large_logits",
# ]
# cause = "paired places"
# ///
"""Parameters and gradients are paired by their places."""

def update_params(params, grads, alpha):
    return {key: value - alpha * gradient for (key, value), gradient in zip(params.items(), grads.values())}
