# /// mutant
# kills = ["test_network_is_pure"]
# may_also_fail = [
#     "test_network_fit_takes_steps_downhill",
#     "test_network_fit_uses_every_example",
#     "test_accuracy_of_the_network",
#     "test_network_training_can_be_repeated",
#     "test_network_gradients_agree_with_finite_differences",
#     "test_network_gradients_with_relu",
#     "test_network_gradients_with_sigmoid",
#     "test_network_gradients_of_one_point_and_of_doubled_ones",
# ]
# cause = "after gradients"
# ///
"""Computing gradients moves the parameters."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, None]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        slope = below > 0 if self.activation == "relu" else below * (1 - below)
        delta = (delta @ self.params[f"W{layer}"].T) * slope
    self.params["b1"] = self.params["b1"] - 0.01 * grads["b1"]
    return grads


MLPClassifier.gradients = gradients
