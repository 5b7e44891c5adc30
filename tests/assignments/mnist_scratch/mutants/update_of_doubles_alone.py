# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_update_params_is_pure"]
# cause = "float32"
# ///
"""Parameters must be in double precision."""

import numpy as np


def update_params(params, grads, alpha):
    return {
        name: np.subtract(value, alpha * grads[name], dtype=np.float64, casting="no") for name, value in params.items()
    }
