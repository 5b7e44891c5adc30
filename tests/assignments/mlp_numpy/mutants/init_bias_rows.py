# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "shape"
# ///
"""Biases are rows, (1, H) instead of (H,)."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros((1, fan_out))
    return params
