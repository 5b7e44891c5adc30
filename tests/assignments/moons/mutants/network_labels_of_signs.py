# /// mutant
# kills = [
#     "test_network_gradients_with_relu",
#     "test_network_gradients_with_sigmoid",
#     "test_network_gradients_agree_with_finite_differences",
# ]
# may_also_fail = [
#     "test_network_gradients_of_one_point_and_of_doubled_ones",
#     "test_network_fit_takes_steps_downhill",
#     "test_network_fit_uses_every_example",
#     "test_accuracy_of_the_network",
# ]
# cause = "−1 and 1"
# ///
"""Labels 0 and 1 are taken for −1 and 1."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - (2 * np.asarray(y) - 1)) / len(x))[:, None]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        slope = below > 0 if self.activation == "relu" else below * (1 - below)
        delta = (delta @ self.params[f"W{layer}"].T) * slope
    return grads


MLPClassifier.gradients = gradients
