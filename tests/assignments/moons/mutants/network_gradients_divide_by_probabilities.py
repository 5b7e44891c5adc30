# /// mutant
# kills = ["test_network_gradients_of_one_point_and_of_doubled_ones"]
# may_also_fail = ["test_network_fit_uses_every_example"]
# cause = "divided by a probability"
# ///
"""The chain rule, which divides by p and multiplies by it again."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    p, t = sigmoid(logits), np.asarray(y)
    error = ((1 - t) / (1 - p) - t / p) * p * (1 - p)
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
