# /// mutant
# kills = ["test_update_params_is_pure"]
# cause = "changed by the next"
# ///
"""New parameters are written into arrays that are kept for their key."""

import numpy as np


KEPT = {}


def update_params(params, grads, alpha):
    moved = {}
    for key, value in params.items():
        new = value - alpha * grads[key]
        moved[key] = KEPT.setdefault((key, new.shape, new.dtype), np.empty_like(new))
        moved[key][:] = new
    return moved
