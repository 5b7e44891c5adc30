# /// mutant
# kills = ["test_history_is_what_was_measured"]
# may_also_fail = ["test_gradient_descent_is_full_batch"]
# cause = "returned after"
# ///
"""The parameters of the highest accuracy are returned."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    best, most = params, -1.0
    for step in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        grads = backward_propagation(params, cache, x, labels)
        if history["accuracy"][-1] > most:
            best, most = params, history["accuracy"][-1]
        params = update_params(params, grads, alpha)
    if get_accuracy(get_predictions(params, x), labels) < most:
        params = best
    return params, history
