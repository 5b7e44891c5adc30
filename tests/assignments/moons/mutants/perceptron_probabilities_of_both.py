# /// mutant
# kills = ["test_perceptron_gives_probabilities"]
# may_also_fail = [
#     "test_perceptron_gradients_are_those_of_the_loss",
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_is_pure",
#     "test_accuracy_of_the_perceptron",
# ]
# cause = "shape"
# ///
"""A column for each class."""

import numpy as np


def predict_proba(self, x):
    p = sigmoid(self._logits(x))
    return np.column_stack([1 - p, p])


Perceptron.predict_proba = predict_proba
