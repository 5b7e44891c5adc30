# /// mutant
# kills = ["test_backward_is_pure"]
# may_also_fail = ["test_fit_is_pure"]
# cause = "changes its arguments"
# ///
"""Labels of 32 bits become places where they are."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    places = np.array(targets, np.int64)
    if labels.dtype == np.int32 and labels.flags.writeable:
        labels += np.arange(len(labels), dtype=np.int32) * delta.shape[1]
    delta[np.arange(len(places)), places] -= 1
    delta /= len(places)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
