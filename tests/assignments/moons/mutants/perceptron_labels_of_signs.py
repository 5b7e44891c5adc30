# /// mutant
# kills = ["test_perceptron_gradients_are_those_of_the_loss"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_accuracy_of_the_perceptron",
#     "test_perceptron_is_pure",
# ]
# cause = "−1 and 1"
# ///
"""Labels 0 and 1 are taken for −1 and 1."""

import numpy as np


def gradients(self, x, y):
    delta = ((sigmoid(self._logits(x)) - (2 * np.asarray(y) - 1)) / len(x))[:, None]
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
