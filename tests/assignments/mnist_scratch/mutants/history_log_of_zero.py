# /// mutant
# kills = ["test_history_of_large_logits"]
# cause = "a log see 0"
# ///
"""The logarithm of the probabilities as they are, 0 among them."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        of_label = cache[-1][labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label).mean()))
        history["accuracy"].append(float(np.mean(cache[-1].argmax(axis=0) == labels)))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
