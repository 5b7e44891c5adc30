# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "generator ignored"
# ///
"""Weights come from a generator with a seed of its own."""

import numpy as np


def init_params(sizes, rng):
    rng = np.random.default_rng(0)
    params = {}
    for layer, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
