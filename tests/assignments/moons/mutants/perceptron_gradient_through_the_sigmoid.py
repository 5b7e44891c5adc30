# /// mutant
# kills = ["test_perceptron_gradients_are_those_of_the_loss"]
# may_also_fail = ["test_perceptron_fit_takes_steps_downhill", "test_perceptron_fit_finds_a_line"]
# cause = "derivative of the sigmoid too many"
# ///
"""p(1 − p) once more."""

import numpy as np


def gradients(self, x, y):
    p = sigmoid(self._logits(x))
    delta = ((p - np.asarray(y)) * p * (1 - p) / len(x))[:, None]
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
