# /// mutant
# kills = ["test_sgd_step_is_pure"]
# cause = "in place"
# ///
"""The caller's gradients are multiplied by the rate."""


def sgd_step(params, grads, lr):
    moved = {}
    for name in params:
        grads[name] *= lr
        moved[name] = params[name] - grads[name]
    return moved
