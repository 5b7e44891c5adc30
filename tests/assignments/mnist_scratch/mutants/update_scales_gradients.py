# /// mutant
# kills = ["test_update_params_is_pure"]
# cause = "in-place"
# ///
"""Gradients are scaled in the caller's arrays."""

def update_params(params, grads, alpha):
    for gradient in grads.values():
        gradient *= alpha
    return {name: value - grads[name] for name, value in params.items()}
