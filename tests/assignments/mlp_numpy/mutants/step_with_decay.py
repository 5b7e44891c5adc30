# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "decay"
# ///
"""Weights shrink a little at every step."""


def sgd_step(params, grads, lr):
    return {name: value * (1 - 0.01 * lr) - lr * grads[name] for name, value in params.items()}
