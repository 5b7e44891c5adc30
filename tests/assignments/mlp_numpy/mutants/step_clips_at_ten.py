# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "clip"
# ///
"""Gradients are clipped to [-10, 10]."""

import numpy as np


def sgd_step(params, grads, lr):
    return {name: value - lr * np.clip(grads[name], -10, 10) for name, value in params.items()}
