# /// variant
# why = "how the bias is added is free"
# ///
"""The bias is a row of the weight matrix, and the input has a column of ones."""

import numpy as np


def with_ones(h):
    return np.hstack([h, np.ones((len(h), 1), h.dtype)])


def forward(params, x):
    depth = len(params) // 2
    inputs, h = [], x
    for layer in range(1, depth + 1):
        inputs.append(with_ones(h))
        z = inputs[-1] @ np.vstack([params[f"W{layer}"], params[f"b{layer}"]])
        h = np.maximum(z, 0)
    return z, {"inputs": inputs, "logits": z}


def backward(params, cache, targets):
    delta = softmax(cache["logits"])
    delta[np.arange(len(delta)), np.asarray(targets)] -= 1
    delta /= len(delta)
    grads = {}
    for layer in range(len(cache["inputs"]), 0, -1):
        below = cache["inputs"][layer - 1]
        both = below.T @ delta
        grads[f"W{layer}"], grads[f"b{layer}"] = both[:-1], both[-1]
        delta = (delta @ params[f"W{layer}"].T) * (below[:, :-1] > 0)
    return grads
