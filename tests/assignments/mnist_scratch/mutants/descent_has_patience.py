# /// mutant
# kills = ["test_history_is_what_was_measured"]
# cause = "iteration"
# ///
"""It stops to move when the least loss is three iterations old."""

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
        if step - int(np.argmin(history["loss"])) < 3:
            params = update_params(params, grads, alpha)
    return params, history
