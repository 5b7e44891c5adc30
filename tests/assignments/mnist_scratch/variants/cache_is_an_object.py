# /// variant
# why = "a cache may be an object of any class, and derivatives booleans or numbers"
# ///
"""An object with slots; the mask is taken from the activations; the derivative at 0 is a half."""

import numpy as np


class Propagated:
    __slots__ = ("activations", "probabilities")

    def __init__(self, activations, probabilities):
        self.activations = tuple(activations)
        self.probabilities = probabilities

    def __getstate__(self):
        raise TypeError("a cache is not pickled")


def relu(z):
    return z * (z > 0)


def relu_grad(z):
    return np.heaviside(z, 0.5)


def forward_propagation(params, x):
    activations, h = [x], x
    for layer in range(1, len(params) // 2):
        h = relu(params["W%d" % layer] @ h + params["b%d" % layer])
        activations.append(h)
    layer = len(activations)
    return Propagated(activations, softmax(params["W%d" % layer] @ h + params["b%d" % layer]))


def backward_propagation(params, cache, x, y):
    m = len(y)
    delta = cache.probabilities.copy()
    for n, label in enumerate(y):
        delta[label, n] -= 1.0
    grads = {}
    for layer in reversed(range(1, len(cache.activations) + 1)):
        below = cache.activations[layer - 1]
        grads["W%d" % layer] = np.dot(delta, below.T) / m
        grads["b%d" % layer] = np.mean(delta, axis=1, keepdims=True)
        if layer > 1:
            delta = np.dot(params["W%d" % layer].T, delta)
            delta[below <= 0] = 0
    return grads


def get_predictions(params, x):
    return [int(column.argmax()) for column in forward_propagation(params, x).probabilities.T]


def gradient_descent(x, y, iterations, alpha, rng):
    labels = np.array(y, dtype=int)
    params, history = init_params(rng), {"loss": [], "accuracy": []}
    x = x.astype(np.float32)
    params = {name: value.astype(np.float32) for name, value in params.items()}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        history["loss"].append(float(-np.log(cache.probabilities[labels, np.arange(labels.size)].clip(1e-8)).mean()))
        history["accuracy"].append(get_accuracy(cache.probabilities.argmax(axis=0), labels))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
