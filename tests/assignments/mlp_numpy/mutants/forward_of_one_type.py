# /// mutant
# kills = ["test_forward_of_any_depth"]
# cause = "two types"
# ///
"""The product is written into an array of the images' type."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth + 1):
        weights, bias = params[f"W{layer}"], params[f"b{layer}"]
        z = np.empty((len(x), weights.shape[1]), x.dtype)
        np.matmul(inputs[-1], weights, out=z, casting="safe")
        z += bias
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
