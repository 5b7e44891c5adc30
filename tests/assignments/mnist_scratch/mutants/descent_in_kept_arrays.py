# /// mutant
# kills = ["test_gradient_descent_is_pure"]
# cause = "changed by the next"
# ///
"""The parameters are returned in arrays that are kept between calls."""

import numpy as np


KEPT = {}


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
    for name, value in params.items():
        KEPT.setdefault((name, value.dtype), np.empty_like(value))[:] = value
    return {name: KEPT[name, value.dtype] for name, value in params.items()}, history
