# /// mutant
# kills = ["test_network_gives_probabilities_with_sigmoid"]
# may_also_fail = [
#     "test_network_of_large_logits",
#     "test_network_predicts_the_probable_class",
#     "test_network_loss_is_the_cross_entropy",
#     "test_network_gradients_with_sigmoid",
#     "test_network_gradients_agree_with_finite_differences",
#     "test_network_fit_takes_steps_downhill",
#     "test_network_fit_uses_every_example",
# ]
# cause = "tanh"
# ///
"""tanh for the sigmoid."""

import numpy as np


def forward(self, x):
    depth = len(self.params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        inputs.append(np.maximum(z, 0) if self.activation == "relu" else np.tanh(z))
    return inputs, (inputs[-1] @ self.params[f"W{depth}"] + self.params[f"b{depth}"])[:, 0]


MLPClassifier._forward = forward
