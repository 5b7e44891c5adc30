# /// mutant
# kills = ["test_one_hot_is_pure"]
# cause = "read-only"
# ///
"""Labels are shifted in the caller's array, and back."""

import numpy as np


def one_hot(y, num_classes=10):
    if isinstance(y, np.ndarray):
        y += 1
        y -= 1
    return np.eye(num_classes)[np.asarray(y)].T
