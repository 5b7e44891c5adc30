# /// mutant
# kills = ["test_perceptron_has_parameters"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_is_pure",
# ]
# cause = "keys"
# ///
"""The parameters are called w and b."""

import numpy as np


def start(self, rng):
    self.params = {"w": rng.normal(0, 0.1, (2, 1)), "b": np.zeros(1)}


Perceptron.__init__ = start
