# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = ["test_cross_entropy_of_large_logits", "test_cross_entropy_takes_labels_in_any_container"]
# cause = "absent class"
# ///
"""The one-hot matrix is as wide as the classes that occur in the batch."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    hot = np.eye(len(np.unique(targets)))[np.asarray(targets)]
    return float(-(hot * log_p).sum(axis=1).mean())
