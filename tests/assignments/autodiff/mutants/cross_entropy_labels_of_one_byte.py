# /// mutant
# kills = ["test_cross_entropy_takes_labels_in_any_container"]
# cause = "beyond 8 bits"
# ///
"""Labels become bytes with a sign."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets).astype(np.int8)]
    return Multiply.apply(LogSoftmax.apply(logits), Node(one_hot)).sum() / -count
