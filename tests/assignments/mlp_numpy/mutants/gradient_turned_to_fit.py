# /// mutant
# kills = ["test_backward_of_any_depth"]
# cause = "told by its shape"
# ///
"""The product is the wrong way round, and is turned where its shape shows it."""

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
        grad = delta.T @ below
        grads[f"W{layer}"] = grad.T if grad.shape != params[f"W{layer}"].shape else grad
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
