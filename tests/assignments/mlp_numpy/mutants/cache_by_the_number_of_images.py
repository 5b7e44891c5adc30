# /// mutant
# kills = ["test_backward_uses_the_cache_that_it_is_given"]
# cause = "cache"
# ///
"""What backward needs is kept in a global dict, one entry for each number of images; the cache is that number."""

import numpy as np

KEPT = {}

def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    KEPT[len(x)] = inputs, logits
    return logits, len(x)


def backward(params, cache, targets):
    inputs, logits = KEPT[cache]
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
