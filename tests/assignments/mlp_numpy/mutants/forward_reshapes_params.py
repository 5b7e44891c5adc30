# /// mutant
# kills = ["test_forward_is_pure"]
# cause = "in place"
# ///
"""Biases are made rows in the caller's dict."""

import numpy as np


def forward(params, x):
    for name in params:
        if name.startswith("b"):
            params[name] = params[name].reshape(1, -1)
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)
