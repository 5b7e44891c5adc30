# /// mutant
# kills = ["test_perceptron_gradients_are_those_of_the_loss"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_accuracy_of_the_perceptron",
#     "test_perceptron_is_pure",
# ]
# cause = "all with all"
# ///
"""A column of probabilities meets a row of labels."""

import numpy as np


def gradients(self, x, y):
    delta = (sigmoid(self._logits(x))[:, None] - np.asarray(y)).mean(axis=1, keepdims=True) / len(x)
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
