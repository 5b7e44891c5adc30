# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_gradient_of_the_cross_entropy", "test_cross_entropy_of_large_logits"]
# cause = "shape"
# ///
"""As many classes as the labels name."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(int(np.max(targets)) + 1)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum() / -count
