# /// mutant
# kills = ["test_network_of_large_logits"]
# may_also_fail = ["test_network_fit_uses_every_example"]
# cause = "overflow"
# ///
"""exp(z) / (1 + exp(z)) in hidden layers."""

def forward(self, x):
    inputs, depth = [x], len(self.params) // 2
    for layer in range(1, depth + 1):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        inputs.append(np.maximum(z, 0) if self.activation == "relu" else np.exp(z) / (1 + np.exp(z)))
    return inputs[:-1], z[:, 0]


MLPClassifier._forward = forward
