# /// variant
# why = "how the bias is added is free"
# ///
"""The bias is a column of the weight matrix, and a row of ones lies under the input."""

import numpy as np


def with_ones(h):
    return np.vstack([h, np.ones((1, h.shape[1]), h.dtype)])


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, h = [], x
    for layer in range(1, depth + 1):
        inputs.append(with_ones(h))
        z = np.hstack([params[f"W{layer}"], params[f"b{layer}"]]) @ inputs[-1]
        h = relu(z)
    return inputs, z, softmax(z)


def backward_propagation(params, cache, x, y):
    inputs, _, p = cache
    delta = (p - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        both = delta @ inputs[layer - 1].T
        grads[f"W{layer}"], grads[f"b{layer}"] = both[:, :-1], both[:, -1:]
        delta = (params[f"W{layer}"].T @ delta) * relu_grad(inputs[layer - 1][:-1])
    return grads


def gradient_descent(x, y, iterations, alpha, rng):
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    labels, history = np.asarray(y), {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        log_p = cache[1] - np.logaddexp.reduce(cache[1], axis=0)
        history["loss"].append(-log_p[labels, np.arange(len(labels))].mean())
        history["accuracy"].append(get_accuracy(cache[2].argmax(axis=0), labels))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
