# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# cause = "division by N"
# ///
"""The sum over the batch instead of the mean."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    picked = log_p[np.arange(len(log_p)), np.asarray(targets)]
    return float(-picked.sum())
