# /// mutant
# kills = [
#     "test_network_loss_is_the_cross_entropy",
#     "test_network_of_large_logits",
#     "test_network_gradients_agree_with_finite_differences",
# ]
# cause = "exchanged"
# ///
"""The labels are exchanged."""

import numpy as np


def loss(self, x, y):
    return binary_cross_entropy(self._forward(x)[1], 1 - np.asarray(y))


MLPClassifier.loss = loss
