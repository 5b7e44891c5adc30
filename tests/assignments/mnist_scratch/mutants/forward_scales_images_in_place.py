# /// mutant
# kills = ["test_forward_propagation_is_pure"]
# cause = "read-only"
# ///
"""Images are scaled in the caller's array."""

import numpy as np


def forward_propagation(params, x):
    np.multiply(x, 1.0, out=x)
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    return inputs, pre_activations, softmax(pre_activations[-1])
