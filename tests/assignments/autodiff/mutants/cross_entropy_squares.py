# /// mutant
# kills = ["test_cross_entropy_is_the_mean", "test_gradient_of_the_cross_entropy"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "wrong"
# ///
"""Half the squared error."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    apart = logits - one_hot
    return (apart * apart).sum() / (2 * count)
