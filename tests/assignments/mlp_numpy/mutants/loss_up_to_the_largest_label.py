# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_cross_entropy_of_large_logits"]
# cause = "absent class"
# ///
"""The one-hot matrix ends at the largest label of the batch."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    hot = np.eye(np.max(targets) + 1)[np.asarray(targets)]
    return float(-(hot * log_p).sum(axis=1).mean())
