# /// mutant
# kills = [
#     "test_network_loss_is_the_cross_entropy",
#     "test_network_of_large_logits",
#     "test_network_gradients_agree_with_finite_differences",
# ]
# cause = "squared error"
# ///
"""A squared error."""

import numpy as np


def loss(self, x, y):
    return float(np.mean((self.predict_proba(x) - np.asarray(y)) ** 2))


MLPClassifier.loss = loss
