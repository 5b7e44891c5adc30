# /// mutant
# kills = ["test_backward_of_the_last_weights"]
# may_also_fail = [
#     "test_backward_of_the_hidden_weights",
#     "test_backward_of_the_biases",
#     "test_backward_of_any_depth",
#     "test_backward_of_a_single_example",
#     "test_backward_agrees_with_finite_differences",
#     "test_backward_of_a_batch_that_is_doubled",
#     "test_backward_takes_labels_in_any_container",
# ]
# cause = "clip"
# ///
"""The gradient is scaled down where its norm is above 5."""

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
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    norm = np.sqrt(sum((gradient**2).sum() for gradient in grads.values()))
    return {name: gradient * min(1, 5 / norm) for name, gradient in grads.items()}
