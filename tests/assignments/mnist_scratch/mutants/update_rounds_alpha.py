# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_gradient_descent_is_full_batch", "test_history_is_what_was_measured"]
# cause = "alpha rounded"
# ///
"""The rate is rounded to two places."""

def update_params(params, grads, alpha):
    return {key: value - round(alpha, 2) * grads[key] for key, value in params.items()}
