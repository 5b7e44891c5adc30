# /// mutant
# kills = ["test_learning_rate_falls_below_half"]
# cause = "half"
# ///
"""The rate does not fall below 0.001, or below the base rate where that is less."""

import numpy as np


def learning_rate(epoch, base_lr, epochs):
    return max(base_lr * (1 - epoch / epochs), min(1e-3, base_lr))
