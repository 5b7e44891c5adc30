# /// mutant
# kills = ["test_update_params_moves_every_parameter"]
# may_also_fail = ["test_history_of_large_logits"]
# cause = "gradient clipped"
# ///
"""Gradients are clipped to ±100."""

import numpy as np


def update_params(params, grads, alpha):
    return {key: value - alpha * np.clip(grads[key], -100, 100) for key, value in params.items()}
