# /// mutant
# kills = ["test_backward_propagation_is_pure"]
# cause = "changed by the next"
# ///
"""Gradients are written into arrays that are kept for their parameter."""

import numpy as np


KEPT = {}


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    for key, gradient in grads.items():
        KEPT.setdefault(key, np.empty_like(gradient))[:] = gradient
    return {key: KEPT[key] for key in params}
