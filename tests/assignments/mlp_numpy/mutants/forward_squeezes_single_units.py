# /// mutant
# kills = ["test_forward_of_any_depth"]
# cause = "axis of length 1"
# ///
"""Axes of length 1 are left out, but for the batch's."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth + 1):
        weights, bias = params[f"W{layer}"], params[f"b{layer}"]
        z = inputs[-1] @ weights + bias
        z = z[:, 0] if layer < depth and z.shape[1] == 1 else z
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
