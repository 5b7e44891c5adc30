# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "number of layers"
# ///
"""predict has a forward pass of its own, through the first two layers."""

import numpy as np


def predict(params, x):
    depth = min(2, len(params) // 2)
    hidden = x
    for layer in range(1, depth):
        hidden = np.maximum(hidden @ params[f"W{layer}"] + params[f"b{layer}"], 0)
    return (hidden @ params[f"W{depth}"] + params[f"b{depth}"]).argmax(axis=1)
