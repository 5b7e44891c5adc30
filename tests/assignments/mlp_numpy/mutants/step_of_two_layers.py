# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "move"
# ///
"""The names of two layers are written into the code; what else there is does not move."""

import numpy as np


def sgd_step(params, grads, lr):
    moved = {name: params[name] - lr * grads[name] for name in ("W1", "b1", "W2", "b2") if name in params}
    return params | moved
