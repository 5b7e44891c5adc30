# /// mutant
# kills = ["test_forward_is_pure"]
# cause = "in place"
# ///
"""The caller's images are changed in place, by a step that undoes itself."""

import numpy as np


def forward(params, x):
    x *= 2
    x /= 2
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)
