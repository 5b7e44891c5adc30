# /// mutant
# kills = ["test_network_draws_from_the_generator"]
# cause = "units that start equal"
# ///
"""The third layer starts with one number."""

from itertools import pairwise

import numpy as np


def __init__(self, hidden, activation, rng):
    self.activation = activation
    gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 1)), start=1):
        weights = rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))
        if layer == 3 and fan_out > 1:
            weights = np.full((fan_in, fan_out), 0.3)
        self.params[f"W{layer}"] = weights
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = __init__
