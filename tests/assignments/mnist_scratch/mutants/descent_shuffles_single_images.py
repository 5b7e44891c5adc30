# /// mutant
# kills = ["test_gradient_descent_is_pure"]
# cause = "changes its arguments"
# ///
"""Images in float32 are shuffled where they are."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    x = np.asarray(x, np.float32)
    order = np.random.default_rng(0).permutation(len(labels))
    x[:], labels = x[:, order], labels[order]
    for step in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        grads = backward_propagation(params, cache, x, labels)
        params = update_params(params, grads, alpha)
    return params, history
