# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "base 2"
# ///
"""The logarithm to base 2."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    picked = log_p[np.arange(len(log_p)), np.asarray(targets)]
    return float(-picked.mean() / np.log(2))
