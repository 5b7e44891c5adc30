# /// mutant
# kills = ["test_backward_is_pure"]
# may_also_fail = [
#     "test_no_order_follows_from_another",
#     "test_fit_draws_a_new_order_each_epoch",
#     "test_fit_is_plain_gradient_descent",
#     "test_fit_uses_every_example_once",
#     "test_history_is_what_was_measured",
#     "test_validation_data_has_no_influence",
# ]
# cause = "in place"
# ///
"""The gradients are written into the caller's dict of parameters."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    grads = params
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        above, weights = delta, params[f"W{layer}"]
        if layer > 1:
            delta = (above @ weights.T) * (below > 0)
        grads[f"W{layer}"] = below.T @ above
        grads[f"b{layer}"] = above.sum(axis=0)
    return grads
