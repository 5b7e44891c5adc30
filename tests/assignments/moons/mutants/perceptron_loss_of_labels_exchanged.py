# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "exchanged"
# ///
"""The labels are exchanged."""

import numpy as np


def loss(self, x, y):
    return binary_cross_entropy(self._logits(x), 1 - np.asarray(y))


Perceptron.loss = loss
