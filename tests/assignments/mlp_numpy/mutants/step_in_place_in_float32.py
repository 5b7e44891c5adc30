# /// mutant
# kills = ["test_sgd_step_is_pure"]
# cause = "changes its arguments"
# ///
"""Computed in float32, in place: parameters that are float32 already are no copies."""

import numpy as np


def sgd_step(params, grads, lr):
    moved = {}
    for name, value in params.items():
        moved[name] = np.require(value, np.float32, "W")
        moved[name] -= np.float32(lr) * grads[name].astype(np.float32)
    return moved
