# /// mutant
# kills = ["test_backward_uses_the_cache_that_it_is_given"]
# may_also_fail = [
#     "test_backward_is_pure",
#     "test_backward_of_a_single_example",
#     "test_backward_of_the_hidden_weights",
#     "test_backward_takes_labels_in_any_container",
# ]
# cause = "state"
# ///
"""Gradients add to those of the call before, for the same parameters."""

import numpy as np

TOTAL = {}


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
    for name in grads:
        old = TOTAL.get(name)
        if old is not None and old.shape == grads[name].shape:
            grads[name] = grads[name] + old
        TOTAL[name] = grads[name]
    return grads
