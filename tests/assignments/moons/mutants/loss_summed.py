# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy", "test_network_loss_is_the_cross_entropy"]
# may_also_fail = ["test_network_of_large_logits", "test_network_gradients_agree_with_finite_differences"]
# cause = "sum over the points"
# ///
"""A sum over the points."""

import numpy as np


def binary_cross_entropy(logits, y):
    wrong = np.where(np.asarray(y) == 1, -logits, logits)
    return float(np.sum(np.maximum(wrong, 0) + np.log1p(np.exp(-np.abs(logits)))))
