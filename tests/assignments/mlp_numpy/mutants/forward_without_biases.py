# /// mutant
# kills = ["test_forward_gives_logits"]
# may_also_fail = ["test_forward_of_any_depth"]
# cause = "bias"
# ///
"""No bias is added."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"]
    return logits, (inputs, logits)
