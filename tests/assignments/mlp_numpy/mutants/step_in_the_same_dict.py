# /// mutant
# kills = ["test_sgd_step_is_pure"]
# cause = "in place"
# ///
"""New arrays, but in the caller's own dict."""


def sgd_step(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]
    return params
