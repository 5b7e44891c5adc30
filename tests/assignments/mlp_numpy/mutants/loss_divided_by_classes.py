# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "mean over classes"
# ///
"""The mean of one-hot times log-probability over all entries: a factor 1 / K."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.mean(np.eye(logits.shape[1])[np.asarray(targets)] * log_p))
