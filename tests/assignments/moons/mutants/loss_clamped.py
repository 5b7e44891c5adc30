# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy", "test_network_of_large_logits"]
# cause = "clamped"
# ///
"""Probabilities are clamped at 1e-12."""

import numpy as np


def loss(self, x, y):
    p = np.clip(self.predict_proba(x), 1e-12, 1 - 1e-12)
    y = np.asarray(y)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


Perceptron.loss = loss
MLPClassifier.loss = loss
