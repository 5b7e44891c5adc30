# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "argument changed"
# ///
"""The caller's list of sizes is emptied."""

import numpy as np


def init_params(sizes, rng):
    if not isinstance(sizes, list):
        sizes = list(sizes)
    params = {}
    layer = 1
    fan_in = sizes.pop(0)
    while sizes:
        fan_out = sizes.pop(0)
        params[f"W{layer}"] = rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(fan_out)
        fan_in = fan_out
        layer += 1
    return params
