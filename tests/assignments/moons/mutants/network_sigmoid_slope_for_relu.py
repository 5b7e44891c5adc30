# /// mutant
# kills = ["test_network_gradients_with_relu", "test_network_gradients_of_one_point_and_of_doubled_ones"]
# may_also_fail = ["test_accuracy_of_the_network", "test_network_fit_takes_steps_downhill"]
# cause = "that of the sigmoid"
# ///
"""The sigmoid's derivative for ReLU."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, None]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        s = below
        if self.activation == "relu" and layer > 1:
            s = sigmoid(inputs[layer - 2] @ self.params[f"W{layer - 1}"] + self.params[f"b{layer - 1}"])
        slope = s * (1 - s)
        delta = (delta @ self.params[f"W{layer}"].T) * slope
    return grads


MLPClassifier.gradients = gradients
