# /// mutant
# kills = [
#     "test_backward_of_the_last_weights",
#     "test_backward_of_the_hidden_weights",
#     "test_backward_of_the_biases",
# ]
# may_also_fail = [
#     "test_backward_agrees_with_finite_differences",
#     "test_backward_of_a_batch_that_is_doubled",
#     "test_backward_of_a_single_example",
#     "test_backward_of_any_depth",
# ]
# cause = "mean over classes"
# ///
"""Divided by the number of classes too."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= delta.size
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
