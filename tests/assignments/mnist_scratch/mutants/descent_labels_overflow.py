# /// mutant
# kills = ["test_gradient_descent_takes_labels_in_any_container"]
# cause = "labels uint8"
# ///
"""The label times the number of images overflows in 8 bits."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        hot = np.zeros_like(probabilities)
        hot.flat[labels * len(labels) + np.arange(len(labels))] = 1
        params = update_params(params, backward_propagation(params, cache, x, hot.argmax(axis=0)), alpha)
    return params, history
