# /// mutant
# kills = ["test_backward_of_the_last_weights", "test_backward_of_the_hidden_weights", "test_backward_of_the_biases"]
# may_also_fail = [
#     "test_backward_agrees_with_finite_differences",
#     "test_backward_of_a_batch_that_is_doubled",
#     "test_backward_of_any_depth",
# ]
# cause = "twice"
# ///
"""The one-hot rows are added into the columns of the targets, where one column may be met twice and counts once."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[:, labels] -= np.eye(len(labels))
    delta /= len(labels)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
