# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy", "test_network_of_large_logits"]
# cause = "log"
# ///
"""The logarithm of probabilities: infinite or nan for large logits."""

import numpy as np


def loss(self, x, y):
    p, y = self.predict_proba(x), np.asarray(y)
    with np.errstate(all="ignore"):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


Perceptron.loss = loss
MLPClassifier.loss = loss
