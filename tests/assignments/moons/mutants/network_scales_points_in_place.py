# /// mutant
# kills = ["test_network_is_pure"]
# cause = "read-only"
# ///
"""Points are scaled in the caller's array."""

import numpy as np


def forward(self, x):
    np.multiply(x, 1.0, out=x)
    depth = len(self.params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
        inputs.append(np.maximum(z, 0) if self.activation == "relu" else sigmoid(z))
    return inputs, (inputs[-1] @ self.params[f"W{depth}"] + self.params[f"b{depth}"])[:, 0]


MLPClassifier._forward = forward
