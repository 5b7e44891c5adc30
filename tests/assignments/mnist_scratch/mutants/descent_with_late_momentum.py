# /// mutant
# kills = ["test_gradient_descent_is_full_batch"]
# cause = "alpha change over the run"
# ///
"""Momentum, from iteration 120 on."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    velocity = dict.fromkeys(params, 0.0)
    for step in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        grads = backward_propagation(params, cache, x, labels)
        velocity = {name: 0.9 * velocity[name] * (step >= 120) + grads[name] for name in grads}
        params = update_params(params, velocity, alpha)
    return params, history
