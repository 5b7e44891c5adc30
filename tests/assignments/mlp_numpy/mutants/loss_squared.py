# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "squared error"
# ///
"""The squared error of the probabilities."""

import numpy as np


def cross_entropy(logits, targets):
    hot = np.eye(logits.shape[1])[np.asarray(targets)]
    return float(((softmax(logits) - hot) ** 2).sum(axis=1).mean())
