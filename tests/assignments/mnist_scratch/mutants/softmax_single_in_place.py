# /// mutant
# kills = ["test_softmax_is_pure"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's array where this is float32."""

import numpy as np


def softmax(z):
    z = np.asarray(z, np.float32)
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return z
