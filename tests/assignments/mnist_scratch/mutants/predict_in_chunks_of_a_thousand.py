# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits"]
# may_also_fail = ["test_accuracy_on_mnist", "test_history_on_mnist"]
# cause = "get_predictions"
# ///
"""What is left over after chunks of 1,000 is digit 0."""

import numpy as np


def get_predictions(params, x):
    size = min(1000, x.shape[1])
    digits = np.zeros(x.shape[1], int)
    for start in range(0, x.shape[1] - size + 1, size):
        *_, probabilities = forward_propagation(params, x[:, start : start + size])
        digits[start : start + size] = probabilities.argmax(axis=0)
    return digits
