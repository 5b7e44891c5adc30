# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# may_also_fail = ["test_one_hot_takes_labels_in_any_container"]
# cause = "counted from 1"
# ///
"""The first label is 1."""

import numpy as np


def one_hot(y, num_classes=10):
    return np.eye(num_classes)[np.asarray(y) - 1].T
