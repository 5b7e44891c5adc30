# /// variant
# why = "there may be more hidden layers than one, and each of them rounds once more in float32"
# ///
"""Three narrow hidden layers, in float32 whatever comes in."""

from itertools import pairwise

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((784, 16, 16, 16, 10)), start=1):
        params[f"W{layer}"] = rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in)).astype(np.float32)
        params[f"b{layer}"] = np.zeros((fan_out, 1), np.float32)
    return params


def forward_propagation(params, x):
    inputs = [np.asarray(x, np.float32)]
    for layer in range(1, len(params) // 2):
        inputs.append(relu(np.float32(params[f"W{layer}"]) @ inputs[-1] + np.float32(params[f"b{layer}"])))
    last = len(params) // 2
    return inputs, softmax(np.float32(params[f"W{last}"]) @ inputs[-1] + np.float32(params[f"b{last}"]))


def get_predictions(params, x):
    return forward_propagation(params, x)[1].argmax(axis=0)


def backward_propagation(params, cache, x, y):
    inputs, probabilities = cache
    delta = (probabilities - np.float32(one_hot(y))) / np.float32(len(y))
    grads = {}
    for layer in range(len(params) // 2, 0, -1):
        grads[f"W{layer}"], grads[f"b{layer}"] = delta @ inputs[layer - 1].T, delta.sum(axis=1, keepdims=True)
        delta = (np.float32(params[f"W{layer}"]).T @ delta) * (inputs[layer - 1] > 0)
    return grads


def update_params(params, grads, alpha):
    return {key: np.float32(params[key]) - np.float32(alpha) * np.float32(grads[key]) for key in params}


def gradient_descent(x, y, iterations, alpha, rng):
    params, y = init_params(rng), np.asarray(y)
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        of_label = cache[1][y, np.arange(len(y))]
        history["loss"].append(float(-np.log(np.maximum(of_label, np.float32(1e-7))).mean()))
        params = update_params(params, backward_propagation(params, cache, x, y), alpha)
        history["accuracy"].append(float((get_predictions(params, x) == y).mean()))
    return params, history
