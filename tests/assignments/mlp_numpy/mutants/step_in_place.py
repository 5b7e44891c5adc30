# /// mutant
# kills = ["test_sgd_step_is_pure"]
# cause = "in place"
# ///
"""The caller's own arrays are moved."""


def sgd_step(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
    return params
