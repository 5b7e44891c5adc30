# /// mutant
# kills = ["test_backward_propagation_of_confident_predictions"]
# may_also_fail = [
#     "test_history_of_large_logits",
#     "test_history_is_what_was_measured",
#     "test_gradient_descent_is_full_batch",
#     "test_backward_propagation_of_a_batch_that_is_doubled",
#     "test_backward_propagation_of_a_single_image",
# ]
# cause = "clip gradients"
# ///
"""Gradients are clipped to ±1."""

import numpy as np


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return {key: np.clip(gradient, -1, 1) for key, gradient in grads.items()}
