# /// mutant
# kills = ["test_accuracy_of_the_network"]
# cause = "accuracy"
# ///
"""Weights so small that the network stays at a straight line."""

import numpy as np


def start(self, hidden, activation, rng):
    self.activation = activation
    gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 1)), start=1):
        self.params[f"W{layer}"] = rng.normal(0, 1e-4, (fan_in, fan_out))
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
