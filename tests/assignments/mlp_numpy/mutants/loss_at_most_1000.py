# /// mutant
# kills = ["test_cross_entropy_of_large_logits"]
# cause = "clamp"
# ///
"""The logarithm of a probability; where that is 0, the loss is said to be 1000."""

import numpy as np


def cross_entropy(logits, targets):
    p = softmax(logits)[np.arange(len(logits)), np.asarray(targets)]
    with np.errstate(divide="ignore"):
        losses = -np.log(p)
    return float(np.minimum(losses, 1000).mean())
