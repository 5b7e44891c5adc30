# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "column"
# ///
"""Biases without the axis of length 1."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 64), (64, 10)], start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_out, fan_in)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
