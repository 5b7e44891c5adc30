# /// mutant
# kills = ["test_backward_of_a_single_example"]
# cause = "squeezed"
# ///
"""A batch of one example loses its first axis."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    inputs = [np.squeeze(h) for h in inputs]
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta = np.squeeze(delta / len(labels))
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
