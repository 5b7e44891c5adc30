# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "keys"
# ///
"""Only weights are returned."""


def sgd_step(params, grads, lr):
    return {name: value - lr * grads[name] for name, value in params.items() if name.startswith("W")}
