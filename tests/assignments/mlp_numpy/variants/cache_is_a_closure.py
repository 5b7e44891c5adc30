# /// variant
# why = "the cache is opaque"
# ///
"""The cache is a function that does the backward pass."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs, masks = [x], []
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        masks.append(z >= 0)
        inputs.append(np.where(z >= 0, z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]

    def pull_back(targets):
        delta = softmax(logits)
        delta[np.arange(len(logits)), targets] -= 1
        delta /= len(logits)
        for layer in range(depth, 0, -1):
            yield f"W{layer}", inputs[layer - 1].T @ delta
            yield f"b{layer}", delta.sum(axis=0)
            if layer > 1:
                delta = (delta @ params[f"W{layer}"].T) * masks[layer - 2]

    return logits, pull_back


def backward(params, cache, targets):
    return dict(cache(np.asarray(targets)))
