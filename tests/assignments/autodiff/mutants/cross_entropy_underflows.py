# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "log see 0"
# ///
"""The logarithm of probabilities without their maximum taken off."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply((logits.exp() / logits.exp().sum(axis=1, keepdims=True)).log(), Node(one_hot))
    return of_targets.sum() / -count
