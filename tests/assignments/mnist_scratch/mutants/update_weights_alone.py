# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "weights and biases"
# ///
"""Biases stay."""

def update_params(params, grads, alpha):
    return {name: value - alpha * grads[name] * (name[0] == "W") for name, value in params.items()}
