# /// mutant
# kills = ["test_backward_takes_labels_in_any_container"]
# cause = "labels"
# ///
"""Places in the flattened probabilities are computed from the labels, which are made integers in place."""

import numpy as np


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    places = np.asarray(targets, np.int64 if labels.dtype.kind == "i" else labels.dtype)
    delta.reshape(-1)[np.arange(len(labels)) * delta.shape[1] + places] -= 1
    delta /= len(labels)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * (below > 0)
    return grads
