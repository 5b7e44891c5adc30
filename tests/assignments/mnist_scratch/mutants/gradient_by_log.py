# /// mutant
# kills = ["test_backward_propagation_of_confident_predictions"]
# cause = "nan"
# ///
"""The gradient goes through −1/p."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    hot = one_hot(y)
    with np.errstate(all="ignore"):
        upstream = -hot / probabilities / x.shape[1]
        delta = probabilities * (upstream - (probabilities * upstream).sum(axis=0))
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
