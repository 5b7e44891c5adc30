# /// mutant
# kills = ["test_forward_of_any_depth"]
# may_also_fail = ["test_forward_gives_logits", "test_backward_of_any_depth", "test_fit_is_plain_gradient_descent"]
# cause = "told by its shape"
# ///
"""A bias is added along the axis that has its length."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth + 1):
        weights, bias = params[f"W{layer}"], params[f"b{layer}"]
        z = inputs[-1] @ weights
        z = z + (bias[:, np.newaxis] if len(z) == len(bias) else bias)
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
