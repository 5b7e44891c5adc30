# /// variant
# why = "the derivative of ReLU at 0 is open"
# ///
"""Half of the gradient passes at exactly 0, and the ReLU is written by absolute values."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    layers = [(None, x)]
    for layer in range(1, depth + 1):
        z = layers[-1][1] @ params[f"W{layer}"] + params[f"b{layer}"]
        layers.append((z, (z + abs(z)) / 2))
    return z, layers


def backward(params, cache, targets):
    labels = np.asarray(targets, dtype=np.intp)
    logits = cache[-1][0]
    delta = softmax(logits)
    np.subtract.at(delta, (np.arange(len(labels)), labels), 1)
    delta = delta / len(labels)
    grads = {name: None for name in params}
    for layer in range(len(cache) - 1, 0, -1):
        z, h = cache[layer - 1]
        grads[f"W{layer}"] = np.dot(h.T, delta)
        grads[f"b{layer}"] = np.add.reduce(delta)
        if layer > 1:
            delta = delta.dot(params[f"W{layer}"].T) * np.heaviside(z, z.dtype.type(0.5))
    return grads
