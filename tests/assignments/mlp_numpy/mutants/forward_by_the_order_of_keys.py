# /// mutant
# kills = ["test_forward_of_any_depth"]
# may_also_fail = ["test_backward_of_any_depth"]
# cause = "order keys"
# ///
"""The layers are taken from the dict by their places, W and b in turns."""

import numpy as np


def forward(params, x):
    values = list(params.values())
    inputs = [x]
    for weights, bias in zip(values[0:-2:2], values[1:-2:2], strict=True):
        inputs.append(np.maximum(inputs[-1] @ weights + bias, 0))
    logits = inputs[-1] @ values[-2] + values[-1]
    return logits, (inputs, logits)
