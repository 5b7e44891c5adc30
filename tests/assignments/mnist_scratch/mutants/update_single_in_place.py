# /// mutant
# kills = ["test_update_params_is_pure"]
# may_also_fail = ["test_gradient_descent_is_full_batch", "test_history_is_what_was_measured"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's arrays where these are float32."""

import numpy as np


def update_params(params, grads, alpha):
    moved = {name: np.asarray(value, np.float32) for name, value in params.items()}
    for name, value in moved.items():
        value -= np.float32(alpha) * np.asarray(grads[name], np.float32)
    return moved
