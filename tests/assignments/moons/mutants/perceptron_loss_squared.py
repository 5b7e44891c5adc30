# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "squared error"
# ///
"""A squared error."""

import numpy as np


def loss(self, x, y):
    return float(np.mean((sigmoid(self._logits(x)) - np.asarray(y)) ** 2))


Perceptron.loss = loss
