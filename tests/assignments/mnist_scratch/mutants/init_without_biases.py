# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "keys"
# ///
"""No biases."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 64), (64, 10)], start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_out, fan_in)) * np.sqrt(2 / fan_in)
    return params
