# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "maximum"
# ///
"""The maximum of the whole batch is subtracted from each row."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max()
    of_target = shifted[np.arange(len(shifted)), np.asarray(targets)]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - of_target))
