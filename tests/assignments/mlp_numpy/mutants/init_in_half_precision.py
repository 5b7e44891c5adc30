# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "float16"
# ///
"""Weights are float16."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        weights = rng.normal(0, np.sqrt(2 / sizes[layer - 1]), (sizes[layer - 1], sizes[layer]))
        params[f"W{layer}"] = weights.astype(np.float16)
        params[f"b{layer}"] = np.zeros(sizes[layer], np.float16)
    return params
