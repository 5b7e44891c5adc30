# /// mutant
# kills = [
#     "test_perceptron_gives_probabilities",
#     "test_network_gives_probabilities_with_relu",
#     "test_network_gives_probabilities_with_sigmoid",
# ]
# may_also_fail = [
#     "test_perceptron_predicts_the_probable_class",
#     "test_network_predicts_the_probable_class",
#     "test_perceptron_gradients_are_those_of_the_loss",
#     "test_network_gradients_with_relu",
#     "test_network_gradients_with_sigmoid",
#     "test_network_gradients_of_one_point_and_of_doubled_ones",
#     "test_network_gradients_agree_with_finite_differences",
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_network_fit_takes_steps_downhill",
#     "test_network_fit_uses_every_example",
#     "test_perceptron_fit_finds_a_line",
#     "test_network_loss_is_the_cross_entropy",
#     "test_accuracy_of_the_network",
#     "test_accuracy_of_the_perceptron",
#     "test_network_of_large_logits",
#     "test_perceptron_loss_is_the_cross_entropy",
# ]
# cause = "class 0"
# ///
"""1 / (1 + e^z)."""

import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small, 1) / (1 + small)
