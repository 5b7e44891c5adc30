# /// mutant
# kills = ["test_network_gradients_with_relu", "test_network_gradients_with_sigmoid"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "transposed"
# ///
"""Where a layer has as many units as the one before, its weights are not transposed on the way back."""

def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, np.newaxis]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        weights, below = self.params[f"W{layer}"], inputs[layer - 1]
        grads[f"W{layer}"], grads[f"b{layer}"] = below.T @ delta, delta.sum(axis=0)
        slope = (below > 0) if self.activation == "relu" else below * (1 - below)
        delta = delta @ (weights if weights.shape[0] == weights.shape[1] else weights.T) * (slope if layer > 1 else 1)
    return grads


MLPClassifier.gradients = gradients
