# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "biases"
# ///
"""Biases never move."""


def sgd_step(params, grads, lr):
    return {name: value - lr * grads[name] if name.startswith("W") else value for name, value in params.items()}
