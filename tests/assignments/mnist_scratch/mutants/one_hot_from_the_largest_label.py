# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# may_also_fail = ["test_one_hot_takes_labels_in_any_container"]
# cause = "rows taken from the labels"
# ///
"""As many rows as the largest label says."""

import numpy as np


def one_hot(y, num_classes=10):
    return np.eye(np.max(y) + 1)[np.asarray(y)].T
