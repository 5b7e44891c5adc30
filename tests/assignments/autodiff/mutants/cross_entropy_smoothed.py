# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_gradient_of_the_cross_entropy", "test_cross_entropy_of_large_logits"]
# cause = "wrong"
# ///
"""A tenth of the target is spread over all classes."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    one_hot = 0.9 * one_hot + 0.1 / classes
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum() / -count
