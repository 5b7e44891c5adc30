# /// mutant
# kills = ["test_network_gradients_agree_with_finite_differences"]
# may_also_fail = ["test_network_is_pure", "test_network_fit_takes_steps_downhill"]
# cause = "kept units"
# ///
"""gradients takes the hidden units from the last call of loss where that had as many points."""

def loss(self, x, y):
    self.kept = self._forward(x)
    return binary_cross_entropy(self.kept[1], y)


def gradients(self, x, y):
    inputs, logits = self.kept if hasattr(self, "kept") and len(self.kept[1]) == len(x) else self._forward(x)
    delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, np.newaxis]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        weights, below = self.params[f"W{layer}"], inputs[layer - 1]
        grads[f"W{layer}"], grads[f"b{layer}"] = below.T @ delta, delta.sum(axis=0)
        slope = (below > 0) if self.activation == "relu" else below * (1 - below)
        delta = delta @ weights.T * (slope if layer > 1 else 1)
    return grads


MLPClassifier.gradients = gradients
MLPClassifier.loss = loss
