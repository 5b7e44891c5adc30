# /// mutant
# kills = ["test_perceptron_is_pure"]
# cause = "read-only"
# ///
"""Labels are changed in the caller's array, and back."""

import numpy as np


def loss(self, x, y):
    if isinstance(y, np.ndarray):
        y += 1
        y -= 1
    return binary_cross_entropy(self._logits(x), y)


Perceptron.loss = loss
