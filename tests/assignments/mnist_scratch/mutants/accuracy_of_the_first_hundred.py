# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# may_also_fail = ["test_history_is_what_was_measured", "test_history_on_mnist"]
# cause = "1203 predictions"
# ///
"""Only the first hundred are looked at."""

import numpy as np


def get_accuracy(predictions, y):
    return float(np.mean(np.asarray(predictions)[:100] == np.asarray(y)[:100]))
