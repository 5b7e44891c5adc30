# /// mutant
# kills = ["test_backward_propagation_of_the_biases"]
# may_also_fail = [
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_accuracy_on_mnist",
# ]
# cause = "every"
# ///
"""The error of the images after the first 2,000 is left out."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y).astype(x.dtype)) / x.shape[1]
    delta[:, 2000:] = 0
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
