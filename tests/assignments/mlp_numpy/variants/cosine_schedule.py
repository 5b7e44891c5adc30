# /// variant
# why = "the schedule is free between its bounds"
# ///
"""A cosine, as a NumPy scalar."""

import numpy as np


def learning_rate(epoch, base_lr, epochs):
    return np.float64(base_lr) * (1 + np.cos(np.pi * epoch / epochs)) / 2
