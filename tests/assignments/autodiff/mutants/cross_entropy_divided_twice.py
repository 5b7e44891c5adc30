# /// mutant
# kills = ["test_cross_entropy_is_the_mean", "test_gradient_of_the_cross_entropy"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "twice"
# ///
"""Divided by the batch's size twice."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum() / -(count * count)
