# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# cause = "lists"
# ///
"""Lists are compared as a whole."""

import numpy as np


def get_accuracy(predictions, y):
    return float(np.mean(predictions == y))
