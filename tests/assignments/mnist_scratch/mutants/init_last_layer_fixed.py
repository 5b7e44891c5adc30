# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# cause = "different states"
# ///
"""The last layer is drawn from a generator of its own."""

import numpy as np


def init_params(rng):
    return {
        "W1": rng.standard_normal((64, 784)) * np.sqrt(2 / 784),
        "b1": np.zeros((64, 1)),
        "W2": np.random.default_rng(0).standard_normal((10, 64)) * np.sqrt(2 / 64),
        "b2": np.zeros((10, 1)),
    }
