# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# may_also_fail = ["test_learning_rate_falls_below_half", "test_learning_rate_never_rises"]
# cause = "shape"
# ///
"""An array of shape (1,) instead of a number."""

import numpy as np


def learning_rate(epoch, base_lr, epochs):
    return np.array([base_lr * (1 - epoch / epochs)])
