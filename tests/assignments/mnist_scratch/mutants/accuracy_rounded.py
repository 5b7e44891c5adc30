# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "rounded"
# ///
"""Rounded to four places."""

import numpy as np


def get_accuracy(predictions, y):
    return round(float(np.mean(np.asarray(predictions) == np.asarray(y))), 4)
