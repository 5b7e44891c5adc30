# /// mutant
# kills = ["test_gradient_descent_is_full_batch"]
# may_also_fail = ["test_gradient_descent_returns_parameters_and_history", "test_history_is_what_was_measured"]
# cause = "one step more"
# ///
"""One step more, after the loop."""

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
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    cache = forward_propagation(params, x)
    return update_params(params, backward_propagation(params, cache, x, labels), alpha), history
