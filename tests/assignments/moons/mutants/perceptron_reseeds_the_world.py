# /// mutant
# kills = ["test_perceptron_is_pure"]
# cause = "global"
# ///
"""The constructor sets the seed of the global generator."""

import numpy as np


def start(self, rng):
    np.random.seed(0)
    self.params = {"W1": rng.normal(0, 0.1, (2, 1)), "b1": np.zeros(1)}


Perceptron.__init__ = start
