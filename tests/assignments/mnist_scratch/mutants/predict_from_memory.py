# /// mutant
# kills = ["test_accuracy_on_mnist"]
# may_also_fail = ["test_history_on_mnist"]
# cause = "agree"
# ///
"""The parameters that are returned say nothing; what predicts is kept in a global variable."""

import numpy as np


TRAINED = []


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    initial = params
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    if len(labels) >= 5000:
        TRAINED.append(params)
        return initial, history
    return params, history


def get_predictions(params, x):
    *_, probabilities = forward_propagation(TRAINED[-1] if TRAINED else params, x)
    return probabilities.argmax(axis=0)
