# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "clamp"
# ///
"""A small number is added to the probability: 27.6 where the loss is 1000."""

import numpy as np


def cross_entropy(logits, targets):
    probabilities = softmax(logits)
    return float(-np.mean(np.log(probabilities[np.arange(len(logits)), np.asarray(targets)] + 1e-12)))
