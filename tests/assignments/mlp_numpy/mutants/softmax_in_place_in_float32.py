# /// mutant
# kills = ["test_softmax_is_pure"]
# cause = "changes its arguments"
# ///
"""Computed in float32, in place: an argument that is float32 already is no copy."""

import numpy as np


def softmax(logits):
    shifted = np.asarray(logits, dtype=np.float32)
    if shifted.flags.writeable:
        shifted -= shifted.max(axis=1, keepdims=True)
    else:
        shifted = shifted - shifted.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
