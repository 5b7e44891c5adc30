# /// mutant
# kills = ["test_update_params_is_pure"]
# cause = "in-place"
# ///
"""Parameters are moved in the caller's arrays."""

def update_params(params, grads, alpha):
    for name, value in params.items():
        value -= alpha * grads[name]
    return params
