# /// variant
# why = "the schedule is free between its bounds"
# ///
"""The full rate at first, a tenth of it at the end, as a 0-d array."""

import numpy as np


def learning_rate(epoch, base_lr, epochs):
    late = epochs > 2 and epoch >= min(0.7 * epochs, epochs - 1)
    return np.array(base_lr * (0.1 if late else 1.0))
