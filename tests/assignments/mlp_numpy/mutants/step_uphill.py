# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "sign"
# ///
"""Plus instead of minus."""


def sgd_step(params, grads, lr):
    return {name: value + lr * grads[name] for name, value in params.items()}
