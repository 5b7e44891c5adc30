# /// mutant
# kills = ["test_backward_of_any_depth"]
# cause = "order of the keys"
# ///
"""On the way back the weights are taken in the order of the keys."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    grads = {}
    weights = [value for key, value in params.items() if key[0] == "W"]
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ weights[layer - 1].T) * (below > 0)
    return grads
