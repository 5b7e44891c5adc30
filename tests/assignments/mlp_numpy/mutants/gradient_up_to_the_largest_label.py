# /// mutant
# kills = ["test_backward_of_a_batch_that_is_doubled"]
# may_also_fail = ["test_backward_of_a_single_example", "test_backward_of_any_depth"]
# cause = "absent class"
# ///
"""The one-hot matrix ends at the largest label of the batch."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = (softmax(logits) - np.eye(max(targets) + 1)[labels]) / len(labels)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
