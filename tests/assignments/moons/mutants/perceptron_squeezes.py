# /// mutant
# kills = ["test_perceptron_gives_probabilities"]
# may_also_fail = [
#     "test_perceptron_gradients_are_those_of_the_loss",
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_is_pure",
#     "test_accuracy_of_the_perceptron",
# ]
# cause = "axis"
# ///
"""One point gives a bare number."""

import numpy as np


def predict_proba(self, x):
    return np.squeeze(sigmoid(self._logits(x)))


Perceptron.predict_proba = predict_proba
