# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "equal units"
# ///
"""Each unit of a layer starts with the same weights."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = np.repeat(rng.standard_normal((fan_in, 1)), fan_out, axis=1)
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
