# /// mutant
# kills = ["test_perceptron_has_parameters"]
# may_also_fail = ["test_perceptron_fit_finds_a_line"]
# cause = "another result"
# ///
"""Weights from a generator that nobody seeds."""

import numpy as np


def start(self, rng):
    self.params = {"W1": np.random.default_rng().normal(0, 0.1, (2, 1)), "b1": np.zeros(1)}


Perceptron.__init__ = start
