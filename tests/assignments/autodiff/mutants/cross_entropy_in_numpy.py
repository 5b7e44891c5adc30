# /// mutant
# kills = ["test_gradient_of_the_cross_entropy"]
# cause = "None"
# ///
"""Computed from the value: the graph ends."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(Node(logits.value)), Node(one_hot))
    return of_targets.sum() / -count
