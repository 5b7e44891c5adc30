# /// mutant
# kills = [
#     "test_perceptron_loss_is_the_cross_entropy",
#     "test_network_of_large_logits",
#     "test_network_loss_is_the_cross_entropy",
# ]
# cause = "small number was added"
# ///
"""1e-3 is added inside the logarithm."""

import numpy as np


def loss(self, x, y):
    p, y = self.predict_proba(x), np.asarray(y)
    return -np.mean(y * np.log(p + 1e-3) + (1 - y) * np.log(1 - p + 1e-3))


Perceptron.loss = loss
MLPClassifier.loss = loss
