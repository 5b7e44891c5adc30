# /// variant
# why = "float arrays may be answered in float64"
# ///
"""Everything in float64, whatever comes in."""

import numpy as np


def init_params(rng):
    return {
        "W1": rng.normal(0, 0.05, (40, 784)),
        "b1": np.zeros((40, 1)),
        "W2": rng.normal(0, 0.2, (10, 40)),
        "b2": np.zeros((10, 1)),
    }


def softmax(z):
    z = np.array(z, np.float64)
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return z


def gradient_descent(x, y, iterations, alpha, rng):
    x, labels = x.astype(np.float64), np.asarray(y)
    params, history = init_params(rng), {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        p = cache[-1]
        history["loss"].append(float(-np.log(np.maximum(p[labels, range(len(labels))], 1e-12)).mean()))
        history["accuracy"].append(float(np.mean(p.argmax(axis=0) == labels)))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
