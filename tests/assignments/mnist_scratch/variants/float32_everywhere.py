# /// variant
# why = "float arrays may be answered in float32"
# ///
"""Everything in float32, whatever comes in."""

import numpy as np


def f32(value):
    return np.asarray(value, np.float32)


def relu(z):
    return np.maximum(f32(z), np.float32(0))


def relu_grad(z):
    return f32(f32(z) > 0)


def softmax(z):
    e = np.exp(f32(z) - f32(z).max(axis=0))
    return e / e.sum(axis=0)


def one_hot(y, num_classes=10):
    return np.eye(num_classes, dtype=np.float32)[np.asarray(y)].T


def init_params(rng):
    return {
        "W1": rng.standard_normal((48, 784), dtype=np.float32) * np.float32(0.05),
        "b1": np.zeros((48, 1), np.float32),
        "W2": rng.standard_normal((10, 48), dtype=np.float32) * np.float32(0.2),
        "b2": np.zeros((10, 1), np.float32),
    }


def forward_propagation(params, x):
    p = {key: f32(value) for key, value in params.items()}
    z = p["W1"] @ f32(x) + p["b1"]
    return z, softmax(p["W2"] @ relu(z) + p["b2"])


def get_predictions(params, x):
    return forward_propagation(params, x)[1].argmax(axis=0).astype(np.uint8)


def get_accuracy(predictions, y):
    return np.float32(np.mean(np.asarray(predictions) == np.asarray(y)))


def backward_propagation(params, cache, x, y):
    z, p = cache
    delta = (p - one_hot(y)) / np.float32(len(y))
    back = (f32(params["W2"]).T @ delta) * relu_grad(z)
    return {
        "W2": delta @ relu(z).T,
        "b2": delta.sum(axis=1, keepdims=True),
        "W1": back @ f32(x).T,
        "b1": back.sum(axis=1, keepdims=True),
    }


def update_params(params, grads, alpha):
    return {key: f32(value) - np.float32(alpha) * f32(grads[key]) for key, value in params.items()}


def gradient_descent(x, y, iterations, alpha, rng):
    params, y = init_params(rng), np.asarray(y)
    losses, rights = np.empty(iterations, np.float32), np.empty(iterations, np.float32)
    for i in range(iterations):
        cache = forward_propagation(params, x)
        params = update_params(params, backward_propagation(params, cache, x, y), alpha)
        of_label = np.maximum(cache[1][y, np.arange(len(y))], np.float32(1e-7))
        losses[i], rights[i] = -np.log(of_label).mean(), get_accuracy(cache[1].argmax(axis=0), y)
    return params, {"loss": losses, "accuracy": rights}
