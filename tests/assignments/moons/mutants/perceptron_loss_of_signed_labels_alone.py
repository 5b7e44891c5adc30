# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "unsigned"
# ///
"""1 − 2y in the labels' own type, which unsigned ones cannot hold."""

import numpy as np


def loss(self, x, y):
    return np.mean(np.logaddexp(0, (1 - 2 * np.asarray(y)) * self._logits(x)))


Perceptron.loss = loss
