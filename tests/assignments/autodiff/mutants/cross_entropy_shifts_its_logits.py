# /// mutant
# kills = ["test_networks_are_pure"]
# cause = "changes the value"
# ///
"""The largest logit is taken off the node's value."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    logits.value = logits.value - logits.value.max(axis=1, keepdims=True)
    one_hot = np.eye(classes)[np.asarray(targets)]
    return Multiply.apply(LogSoftmax.apply(logits), Node(one_hot)).sum() / -count
