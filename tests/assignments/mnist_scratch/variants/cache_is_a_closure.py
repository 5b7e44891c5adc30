# /// variant
# why = "the cache is opaque"
# ///
"""The cache is a function that does the backward pass."""

import numpy as np


def forward_propagation(params, x):
    z = params["W1"] @ x + params["b1"]
    h = np.where(z >= 0, z, 0)
    p = softmax(params["W2"] @ h + params["b2"])

    def pull_back(hot, weights):
        delta = (p - hot) / x.shape[1]
        yield "b2", delta.sum(axis=1)[:, None]
        yield "W2", np.einsum("kn,hn->kh", delta, h)
        below = np.where(z >= 0, weights.T @ delta, 0)
        yield "b1", below.sum(axis=1)[:, None]
        yield "W1", below @ x.T

    pull_back.probabilities = p
    return pull_back


def backward_propagation(params, cache, x, y):
    return dict(cache(one_hot(y), params["W2"]))


def get_predictions(params, x):
    return forward_propagation(params, x).probabilities.argmax(axis=0)


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        p = cache.probabilities
        history["loss"].append(np.mean(-np.log(p[labels, np.arange(len(labels))] + 1e-10)))
        history["accuracy"].append(np.mean(p.argmax(axis=0) == labels))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
