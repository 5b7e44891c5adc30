# /// mutant
# kills = ["test_one_hot_takes_labels_in_any_container"]
# cause = "list"
# ///
"""Labels are asked for their size, which a list has not."""

import numpy as np


def one_hot(y, num_classes=10):
    table = np.zeros((num_classes, y.size))
    table[y, np.arange(y.size)] = 1
    return table
