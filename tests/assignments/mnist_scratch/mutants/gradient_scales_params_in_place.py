# /// mutant
# kills = ["test_backward_propagation_is_pure"]
# cause = "read-only"
# ///
"""Parameters are clipped in the caller's arrays."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    for value in params.values():
        np.multiply(value, 1.0, out=value)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
