# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "int64"
# ///
"""Weights are whole numbers, of an integer type."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = rng.integers(-(10**6), 10**6, (sizes[layer - 1], sizes[layer]))
        params[f"b{layer}"] = np.zeros(sizes[layer])
    return params
