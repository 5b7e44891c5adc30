# /// mutant
# kills = ["test_get_accuracy_is_pure"]
# cause = "changes its arguments"
# ///
"""Lists are sorted where they are, after they were compared."""

import numpy as np


def get_accuracy(predictions, y):
    right = float(np.mean(np.asarray(predictions) == np.asarray(y)))
    for labels in (predictions, y):
        if isinstance(labels, list):
            labels.sort()
    return right
