# /// mutant
# kills = ["test_perceptron_has_parameters"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_gives_probabilities",
#     "test_perceptron_loss_is_the_cross_entropy",
#     "test_perceptron_gradients_are_those_of_the_loss",
#     "test_perceptron_predicts_the_probable_class",
#     "test_perceptron_is_pure",
# ]
# cause = "shape"
# ///
"""Weights without a second axis."""

import numpy as np


def start(self, rng):
    self.params = {"W1": rng.normal(0, 0.1, 2), "b1": np.zeros(1)}


Perceptron.__init__ = start
