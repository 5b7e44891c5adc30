# /// mutant
# kills = ["test_backward_of_the_biases", "test_backward_agrees_with_finite_differences"]
# may_also_fail = ["test_backward_of_any_depth"]
# cause = "mean"
# ///
"""The mean over the batch, of values already divided by its size."""

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
        grads[f"b{layer}"] = delta.mean(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
