# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "uphill"
# ///
"""Uphill."""

def update_params(params, grads, alpha):
    return {name: value + alpha * grads[name] for name, value in params.items()}
