# /// variant
# why = "the initialisation is free"
# ///
"""Uniform weights, biases that are not zero."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer in range(len(sizes) - 1, 0, -1):
        bound = np.sqrt(6 / sizes[layer - 1])
        params[f"b{layer}"] = rng.uniform(0, 0.1, sizes[layer])
        params[f"W{layer}"] = rng.uniform(-bound, bound, (sizes[layer - 1], sizes[layer]))
    return params
