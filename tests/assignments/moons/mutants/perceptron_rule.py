# /// mutant
# kills = ["test_perceptron_gradients_are_those_of_the_loss"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_accuracy_of_the_perceptron",
# ]
# cause = "perceptron rule"
# ///
"""The perceptron rule: hard predictions."""

import numpy as np


def gradients(self, x, y):
    delta = (((self._logits(x) > 0) - np.asarray(y)) / len(x))[:, None]
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
