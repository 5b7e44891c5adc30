# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "rate"
# ///
"""The rate is not used."""


def sgd_step(params, grads, lr):
    return {name: value - 0.1 * grads[name] for name, value in params.items()}
