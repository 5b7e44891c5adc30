# /// mutant
# kills = ["test_backward_propagation_of_the_biases"]
# may_also_fail = ["test_history_is_what_was_measured", "test_history_on_mnist"]
# cause = "grads b2"
# ///
"""The mean of the chunks' mean gradients, as if the last chunk were as long as the others."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    m = x.shape[1]
    starts = np.arange(m) // 100 * 100
    weight = 1 / np.minimum(100, m - starts) / len(np.unique(starts))
    delta = (probabilities - one_hot(y)) * weight
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
