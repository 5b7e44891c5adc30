# /// mutant
# kills = ["test_network_loss_is_the_cross_entropy"]
# may_also_fail = ["test_network_of_large_logits", "test_network_gradients_agree_with_finite_differences"]
# cause = "decay"
# ///
"""The weights' squares are added."""

import numpy as np


def loss(self, x, y):
    return binary_cross_entropy(self._forward(x)[1], y) + 0.01 * sum(
        np.sum(value**2) for value in self.params.values()
    )


MLPClassifier.loss = loss
