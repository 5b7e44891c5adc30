# /// mutant
# kills = ["test_network_gives_probabilities_with_relu"]
# cause = "order of its keys"
# ///
"""Layers are taken from params in the order of its keys."""

import numpy as np


def _forward(self, x):
    values = list(self.params.values())
    depth = len(values) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ values[2 * layer - 2] + values[2 * layer - 1]
        inputs.append(np.maximum(z, 0) if self.activation == "relu" else sigmoid(z))
    return inputs, np.asarray(inputs[-1] @ values[-2] + values[-1])[:, 0]


MLPClassifier._forward = _forward
