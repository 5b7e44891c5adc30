# /// mutant
# kills = ["test_network_gradients_of_one_point_and_of_doubled_ones"]
# cause = "unsigned"
# ///
"""2 y − 1 is computed in the labels' own type."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    signs = 2 * np.asarray(y) - 1
    error = -signs * sigmoid(-signs * logits)
    delta = (error / len(x))[:, np.newaxis]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        slope = below > 0 if self.activation == "relu" else below * (1 - below)
        delta = (delta @ self.params[f"W{layer}"].T) * slope
    return grads


MLPClassifier.gradients = gradients
