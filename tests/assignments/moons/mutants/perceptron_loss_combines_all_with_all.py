# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# may_also_fail = ["test_perceptron_is_pure"]
# cause = "loss"
# ///
"""A column of probabilities meets a row of labels."""

import numpy as np


def loss(self, x, y):
    z, y = self._logits(x)[:, None], np.asarray(y)
    return float(np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))))


Perceptron.loss = loss
