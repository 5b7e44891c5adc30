# /// mutant
# kills = ["test_perceptron_is_pure"]
# may_also_fail = [
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_accuracy_of_the_perceptron",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_gradients_are_those_of_the_loss",
# ]
# cause = "params"
# ///
"""Computing gradients moves the parameters."""

import numpy as np


def gradients(self, x, y):
    delta = ((sigmoid(self._logits(x)) - np.asarray(y)) / len(x))[:, None]
    self.params["b1"] = self.params["b1"] - 0.01 * delta.sum(axis=0)
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
