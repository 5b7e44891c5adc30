# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy", "test_network_of_large_logits"]
# cause = "infinite"
# ///
"""The loss of label 1 is log(1 + exp(−z)), which overflows where z is far below 0."""

import numpy as np


def loss(self, x, y):
    z = self._logits(x) if hasattr(self, "_logits") else self._forward(x)[1]
    return np.mean(np.where(np.asarray(y) == 1, np.log1p(np.exp(-z)), np.logaddexp(0, z)))


Perceptron.loss = loss
MLPClassifier.loss = loss
