# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# cause = "wrong way round"
# ///
"""0 in the label's row, 1 in the others."""

import numpy as np


def one_hot(y, num_classes=10):
    return 1 - np.eye(num_classes)[np.asarray(y)].T
