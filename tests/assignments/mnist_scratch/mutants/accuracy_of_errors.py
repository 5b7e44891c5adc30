# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# cause = "fraction that is wrong"
# ///
"""The fraction that is wrong."""

import numpy as np


def get_accuracy(predictions, y):
    return float(np.mean(np.asarray(predictions) != np.asarray(y)))
