# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# cause = "300 classes"
# ///
"""Labels are cast to a byte, which holds no more than 256 classes."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    of_target = shifted[np.arange(len(shifted)), np.asarray(targets).astype(np.uint8)]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - of_target))
