# /// mutant
# kills = ["test_backward_propagation_of_a_batch_that_is_doubled"]
# cause = "grads wrong"
# ///
"""The table of labels is transposed where it does not have ten rows; with ten images it has."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    table = np.eye(10)[np.asarray(y)]
    if table.shape[0] != 10:
        table = table.T
    delta = (probabilities - table) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
