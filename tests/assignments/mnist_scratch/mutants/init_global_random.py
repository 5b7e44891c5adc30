# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "global generator"
# ///
"""Drawn from NumPy's global generator."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 64), (64, 10)], start=1):
        params[f"W{layer}"] = np.random.randn(fan_out, fan_in) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params
