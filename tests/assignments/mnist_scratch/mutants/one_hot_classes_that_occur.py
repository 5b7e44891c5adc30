# /// mutant
# kills = ["test_one_hot_marks_the_label"]
# may_also_fail = ["test_one_hot_takes_labels_in_any_container", "test_one_hot_is_pure"]
# cause = "rows taken from the labels"
# ///
"""A row for each label that occurs."""

import numpy as np


def one_hot(y, num_classes=10):
    return (np.unique(y)[:, None] == np.asarray(y)).astype(float)
