# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "sign"
# ///
"""Only the sign of the gradient counts."""

import numpy as np


def sgd_step(params, grads, lr):
    return {name: value - lr * np.sign(grads[name]) for name, value in params.items()}
