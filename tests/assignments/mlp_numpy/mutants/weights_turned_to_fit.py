# /// mutant
# kills = ["test_backward_of_any_depth"]
# cause = "told by its shape"
# ///
"""On the way back weights are transposed where they do not fit otherwise."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
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
            delta = (
                delta @ (params[f"W{layer}"].T if delta.shape[1] != len(params[f"W{layer}"]) else params[f"W{layer}"])
            ) * (below > 0)
    return grads
