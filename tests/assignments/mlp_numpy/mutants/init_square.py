# /// mutant
# kills = ["test_init_params_has_the_layout"]
# may_also_fail = ["test_init_params_draws_from_the_generator"]
# cause = "shape"
# ///
"""Every weight matrix has as many columns as rows."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_in, fan_in))
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
