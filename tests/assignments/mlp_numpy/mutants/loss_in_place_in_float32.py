# /// mutant
# kills = ["test_cross_entropy_is_pure"]
# cause = "changes its arguments"
# ///
"""Computed in float32, in place: an argument that is float32 already is no copy."""

import numpy as np


def cross_entropy(logits, targets):
    shifted = np.asarray(logits, dtype=np.float32)
    if not shifted.flags.writeable:
        shifted = shifted.copy()
    shifted -= shifted.max(axis=1, keepdims=True)
    of_target = shifted[np.arange(len(shifted)), np.asarray(targets)]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - of_target))
