# /// mutant
# kills = ["test_backward_uses_the_cache_that_it_is_given"]
# cause = "global"
# ///
"""forward leaves its layers in a global variable, and backward takes them from there."""

import numpy as np

LAST = []


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    LAST[:] = [inputs, logits]
    return logits, None


def backward(params, cache, targets):
    inputs, logits = LAST
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
