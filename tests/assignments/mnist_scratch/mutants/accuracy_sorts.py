# /// mutant
# kills = ["test_get_accuracy_is_pure"]
# may_also_fail = [
#     "test_get_accuracy_is_the_fraction_that_is_right",
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
# ]
# cause = "in-place"
# ///
"""Both are sorted in the caller's arrays."""

import numpy as np


def get_accuracy(predictions, y):
    if isinstance(y, np.ndarray):
        order = np.argsort(y)
        y[:] = y[order]
        predictions[:] = predictions[order]
    return float(np.mean(np.asarray(predictions) == np.asarray(y)))
