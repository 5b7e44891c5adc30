# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "axis"
# ///
"""A loss for each point."""

import numpy as np


def loss(self, x, y):
    z = self._logits(x)
    return np.maximum(z, 0) - z * np.asarray(y) + np.log1p(np.exp(-np.abs(z)))


Perceptron.loss = loss
