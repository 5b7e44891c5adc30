# /// mutant
# kills = ["test_history_of_large_logits"]
# cause = "a log see 0"
# ///
"""The largest logit of all images is subtracted from those of each."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        shifted = cache[1][-1] - cache[1][-1].max()
        of_label = shifted[labels, np.arange(len(labels))]
        history["loss"].append(float(np.mean(np.log(np.exp(shifted).sum(axis=0)) - of_label)))
        history["accuracy"].append(float(np.mean(cache[-1].argmax(axis=0) == labels)))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
