# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "generator"
# ///
"""The last layer's weights come of a generator with a seed of its own."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        shape = (sizes[layer - 1], sizes[layer])
        source = rng if layer < len(sizes) - 1 else np.random.default_rng(0)
        params[f"W{layer}"] = source.normal(0, np.sqrt(2 / shape[0]), shape)
        params[f"b{layer}"] = np.zeros(shape[1])
    return params
