# /// mutant
# kills = ["test_cross_entropy_takes_labels_in_any_container"]
# cause = "list"
# ///
"""Labels must be an array."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[targets.astype(int)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum() / -count
