# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# cause = "mean"
# ///
"""One loss an example."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum(axis=1) * -1.0
