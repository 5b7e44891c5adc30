# /// mutant
# kills = ["test_gradient_descent_is_full_batch"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "all images"
# ///
"""Of more than 2,048 images the next 2,048 are used in each step."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for step in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        grads = backward_propagation(params, cache, x, labels)
        start = step * 2048 % len(labels)
        part = slice(start, start + 2048)
        cache = forward_propagation(params, x[:, part])
        params = update_params(params, backward_propagation(params, cache, x[:, part], labels[part]), alpha)
    return params, history
