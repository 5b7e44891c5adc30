# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "equal units"
# ///
"""All weights start at 0."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = np.zeros((fan_in, fan_out))
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
