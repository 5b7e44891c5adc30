# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "global random"
# ///
"""Weights come from NumPy's global generator."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = np.random.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
