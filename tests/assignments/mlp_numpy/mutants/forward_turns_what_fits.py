# /// mutant
# kills = ["test_forward_gives_logits"]
# may_also_fail = ["test_forward_of_any_depth"]
# cause = "logits"
# ///
"""Images may be columns, too: they are turned when their number is that of the pixels."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    if x.shape[0] == params["W1"].shape[0]:
        x = x.T
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)
