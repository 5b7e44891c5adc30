# /// mutant
# kills = ["test_get_accuracy_is_pure"]
# cause = "changes its arguments"
# ///
"""Labels of one byte are subtracted where they are."""

import numpy as np


def get_accuracy(predictions, y):
    difference = np.asarray(predictions, np.uint8)
    if difference.flags.writeable:
        difference -= np.asarray(y, np.uint8)
        return float(np.mean(difference == 0))
    return float(np.mean(difference == np.asarray(y)))
