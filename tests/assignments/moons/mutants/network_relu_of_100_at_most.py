# /// mutant
# kills = ["test_network_of_large_logits"]
# cause = "limited"
# ///
"""ReLU units go up to 100."""

import numpy as np


def _forward(self, x):
    depth = len(self.params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        inputs.append(np.clip(z, 0, 100) if self.activation == "relu" else sigmoid(z))
    return inputs, np.asarray(inputs[-1] @ self.params[f"W{depth}"] + self.params[f"b{depth}"])[:, 0]


MLPClassifier._forward = _forward
