# /// mutant
# kills = ["test_get_accuracy_is_the_fraction_that_is_right"]
# cause = "all with all"
# ///
"""Every prediction is compared with every label."""

import numpy as np


def get_accuracy(predictions, y):
    return float(np.mean(np.asarray(predictions)[:, None] == np.asarray(y)))
