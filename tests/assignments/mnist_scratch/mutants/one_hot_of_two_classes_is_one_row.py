# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# cause = "shape"
# ///
"""Two classes are one row of 0 and 1."""

import numpy as np


def one_hot(y, num_classes=10):
    if num_classes == 2:
        return np.asarray(y)[np.newaxis]
    return np.eye(num_classes)[np.asarray(y)].T
