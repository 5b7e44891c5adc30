# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "clamp"
# ///
"""Probabilities below 1e-12 are raised to that."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply((LogSoftmax.apply(logits).exp() + 1e-12).log(), Node(one_hot))
    return of_targets.sum() / -count
