# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "infinite"
# ///
"""The logarithm of the softmax: infinite where a probability underflows to 0."""

import numpy as np


def cross_entropy(logits, targets):
    with np.errstate(divide="ignore"):
        probabilities = softmax(logits)
        return float(-np.mean(np.log(probabilities[np.arange(len(logits)), np.asarray(targets)])))
