# /// mutant
# kills = ["test_network_draws_from_the_generator"]
# cause = "from the generator given"
# ///
"""Weights before sigmoids come from NumPy's global generator."""

from itertools import pairwise

import numpy as np


def __init__(self, hidden, activation, rng):
    self.activation = activation
    gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 1)), start=1):
        weights = rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))
        if activation == "sigmoid":
            weights = np.random.randn(fan_in, fan_out)
        self.params[f"W{layer}"] = weights
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = __init__
