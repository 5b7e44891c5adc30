# /// mutant
# kills = ["test_network_gives_probabilities_with_relu", "test_network_gives_probabilities_with_sigmoid"]
# may_also_fail = ["test_network_gradients_with_relu", "test_network_gradients_with_sigmoid"]
# cause = "raised"
# ///
"""A layer of one unit loses its axis."""

def forward(self, x):
    inputs, depth = [x], len(self.params) // 2
    for layer in range(1, depth + 1):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        h = np.maximum(z, 0) if self.activation == "relu" else sigmoid(z)
        inputs.append(np.squeeze(h) if len(h) > 1 else h)
    return inputs[:-1], z[:, 0]


MLPClassifier._forward = forward
