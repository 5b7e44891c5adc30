# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# cause = "count"
# ///
"""A count."""

import numpy as np


def get_accuracy(predictions, y):
    return int(np.sum(np.asarray(predictions) == np.asarray(y)))
