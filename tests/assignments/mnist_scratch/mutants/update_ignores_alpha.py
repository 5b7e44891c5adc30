# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# cause = "alpha ignored"
# ///
"""A rate of its own."""

def update_params(params, grads, alpha):
    return {name: value - 0.1 * grads[name] for name, value in params.items()}
