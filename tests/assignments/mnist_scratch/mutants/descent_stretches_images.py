# /// mutant
# kills = ["test_gradient_descent_is_full_batch"]
# may_also_fail = ["test_history_is_what_was_measured", "test_history_of_large_logits"]
# cause = "stretched"
# ///
"""Images are stretched to [0, 1] once more."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    x = (x - x.min()) / max(float(np.ptp(x)), 1e-8)
    for step in range(iterations):
        cache = forward_propagation(params, x)
        probabilities = cache[-1]
        of_label = probabilities[labels, np.arange(len(labels))]
        history["loss"].append(float(-np.log(of_label + 1e-8).mean()))
        history["accuracy"].append(float(np.mean(probabilities.argmax(axis=0) == labels)))
        grads = backward_propagation(params, cache, x, labels)
        params = update_params(params, grads, alpha)
    return params, history
