# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "clamp"
# ///
"""Probabilities are clipped from below: 16.1 where the loss is 1000."""

import numpy as np


def cross_entropy(logits, targets):
    probabilities = np.clip(softmax(logits), 1e-7, 1.0)
    return float(-np.mean(np.log(probabilities[np.arange(len(logits)), np.asarray(targets)])))
