# /// mutant
# kills = ["test_cross_entropy_takes_labels_in_any_container"]
# cause = "list"
# ///
"""Labels as a list have no astype."""

import numpy as np


def cross_entropy(logits, targets):
    targets = targets.astype(np.int64)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    picked = log_p[np.arange(len(log_p)), np.asarray(targets)]
    return float(-picked.mean())
