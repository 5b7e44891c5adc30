# /// variant
# why = "the initialisation is free"
# ///
"""Small normal weights, and a subgradient of 1 at the kink."""

import numpy as np


def init_params(rng):
    return {
        "W1": 0.01 * rng.standard_normal((64, 784)),
        "b1": np.zeros((64, 1)),
        "W2": 0.01 * rng.standard_normal((10, 64)),
        "b2": np.zeros((10, 1)),
    }


def relu_grad(z):
    return (z >= 0).astype(z.dtype)
