# /// mutant
# kills = ["test_cross_entropy_is_pure"]
# cause = "in place"
# ///
"""The maximum is subtracted from the caller's own array."""

import numpy as np


def cross_entropy(logits, targets):
    logits -= logits.max(axis=1, keepdims=True)
    picked = logits[np.arange(len(logits)), np.asarray(targets)]
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - picked))
