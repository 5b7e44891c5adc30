# /// mutant
# kills = ["test_backward_of_the_hidden_weights"]
# cause = "clip"
# ///
"""What goes back to hidden layers is between −5 and 5."""

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
            delta = np.clip((delta @ params[f"W{layer}"].T) * (below > 0), -5, 5)
    return grads
