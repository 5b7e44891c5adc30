# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# cause = "ten rows"
# ///
"""Ten rows, whatever num_classes is."""

import numpy as np


def one_hot(y, num_classes=10):
    return np.eye(max(10, num_classes) if num_classes < 10 else num_classes)[np.asarray(y)].T
