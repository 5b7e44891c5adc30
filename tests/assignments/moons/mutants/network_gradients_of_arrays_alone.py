# /// mutant
# kills = ["test_network_gradients_of_one_point_and_of_doubled_ones"]
# may_also_fail = [
#     "test_network_fit_takes_steps_downhill",
#     "test_network_training_can_be_repeated",
# ]
# cause = "list"
# ///
"""Labels must be an array."""

def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - y.astype(int)) / len(x))[:, None]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        slope = below > 0 if self.activation == "relu" else below * (1 - below)
        delta = (delta @ self.params[f"W{layer}"].T) * slope
    return grads


MLPClassifier.gradients = gradients
