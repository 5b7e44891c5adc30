# /// mutant
# kills = ["test_history_of_large_logits"]
# cause = "exp overflow"
# ///
"""The loss is computed from the logits as they are."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        logits = cache[1][-1]
        of_label = logits[labels, np.arange(len(labels))]
        history["loss"].append(float(np.mean(np.log(np.exp(logits).sum(axis=0)) - of_label)))
        history["accuracy"].append(float(np.mean(cache[-1].argmax(axis=0) == labels)))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
