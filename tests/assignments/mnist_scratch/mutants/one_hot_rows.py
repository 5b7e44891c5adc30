# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# cause = "transposed"
# ///
"""Examples are rows."""

import numpy as np


def one_hot(y, num_classes=10):
    return np.eye(num_classes)[np.asarray(y)]
