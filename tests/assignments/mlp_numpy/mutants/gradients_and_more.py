# /// mutant
# kills = ["test_backward_has_the_shapes_of_the_parameters"]
# cause = "keys"
# ///
"""The result also holds the gradient of the logits."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    grads = {"logits": delta}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
