# /// mutant
# kills = ["test_one_hot_takes_labels_in_any_container"]
# may_also_fail = [
#     "test_backward_propagation_takes_labels_in_any_container",
#     "test_gradient_descent_takes_labels_in_any_container",
# ]
# cause = "uint8"
# ///
"""The label times the number of labels overflows in 8 bits."""

import numpy as np


def one_hot(y, num_classes=10):
    y = np.asarray(y)
    table = np.zeros(num_classes * len(y))
    table[y * len(y) + np.arange(len(y))] = 1
    return table.reshape(num_classes, len(y))
