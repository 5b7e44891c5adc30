# /// mutant
# kills = ["test_network_gives_probabilities_with_relu"]
# may_also_fail = [
#     "test_accuracy_of_the_network",
#     "test_network_fit_takes_steps_downhill",
#     "test_network_gradients_of_one_point_and_of_doubled_ones",
#     "test_network_gradients_with_relu",
#     "test_network_loss_is_the_cross_entropy",
#     "test_network_of_large_logits",
# ]
# cause = "asked for is relu"
# ///
"""Sigmoids, whatever is asked for."""

def forward(self, x):
    depth = len(self.params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        inputs.append(sigmoid(z))
    return inputs, (inputs[-1] @ self.params[f"W{depth}"] + self.params[f"b{depth}"])[:, 0]


MLPClassifier._forward = forward
