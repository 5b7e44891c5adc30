# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "label 0"
# ///
"""Only the part for label 1."""

import numpy as np


def loss(self, x, y):
    z = self._logits(x)
    return float(np.mean(np.asarray(y) * (np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z))))))


Perceptron.loss = loss
