# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_gradient_descent_returns_parameters_and_history"]
# cause = "keys"
# ///
"""Biases are lost."""

def update_params(params, grads, alpha):
    return {name: value - alpha * grads[name] for name, value in params.items() if name[0] == "W"}
