# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "clip"
# ///
"""Gradients are clipped to [-1, 1]."""

import numpy as np


def sgd_step(params, grads, lr):
    return {name: value - lr * np.clip(grads[name], -1, 1) for name, value in params.items()}
