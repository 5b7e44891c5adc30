# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy", "test_network_of_large_logits"]
# cause = "clamped"
# ///
"""Logits are limited to ±1000."""

import numpy as np


def loss(self, x, y):
    z = self._logits(x) if hasattr(self, "_logits") else self._forward(x)[1]
    z = np.clip(z, -1000, 1000)
    return np.mean(np.logaddexp(0, np.where(np.asarray(y) == 1, -z, z)))


Perceptron.loss = loss
MLPClassifier.loss = loss
