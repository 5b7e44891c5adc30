# /// mutant
# kills = ["test_forward_of_any_depth"]
# may_also_fail = [
#     "test_predict_gives_the_largest_logit",
#     "test_backward_of_any_depth",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "told by its shape"
# ///
"""Weights are transposed where that fits."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth + 1):
        weights, bias = params[f"W{layer}"], params[f"b{layer}"]
        z = inputs[-1] @ (weights.T if weights.shape[1] == inputs[-1].shape[1] else weights) + bias
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
