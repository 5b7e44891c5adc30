# /// variant
# why = "functions may be methods, and a table that never changes may be kept"
# ///
"""Everything is a static method of one class."""

import functools

import numpy as np


@functools.lru_cache(maxsize=None)
def eye(k):
    table = np.eye(k, dtype=bool)
    table.flags.writeable = False
    return table


class Network:
    HIDDEN = 32

    @staticmethod
    def relu(z):
        return (np.abs(z) + z) / 2

    @staticmethod
    def relu_grad(z):
        return (np.sign(z) + 1) // 2

    @staticmethod
    def softmax(z):
        z = z - z.max(axis=0)[np.newaxis]
        return np.exp(z - np.log(np.exp(z).sum(axis=0)))

    @staticmethod
    def one_hot(y, num_classes=10):
        return eye(num_classes)[:, np.asarray(y)]

    @classmethod
    def init_params(cls, rng):
        draws = [rng.laplace(size=(cls.HIDDEN, 784)), rng.laplace(size=(10, cls.HIDDEN))]
        return {
            **{f"W{i}": d / np.linalg.norm(d, axis=1)[:, None] for i, d in enumerate(draws, 1)},
            **{f"b{i}": np.zeros((len(d), 1), "float32") for i, d in enumerate(draws, 1)},
        }

    @classmethod
    def forward_propagation(cls, params, x):
        z = params["W1"] @ x
        z += params["b1"]
        h = cls.relu(z)
        return np.array([z, h, cls.softmax(params["W2"] @ h + params["b2"]), None], dtype=object)[:-1]

    @classmethod
    def backward_propagation(cls, params, cache, x, y):
        z, h, p = cache
        d2 = np.subtract(p, cls.one_hot(y)) / len(y)
        d1 = np.tensordot(params["W2"], d2, axes=(0, 0)) * cls.relu_grad(z)
        grads = dict.fromkeys(params)
        for key, d, below in (("1", d1, x), ("2", d2, h)):
            grads["W" + key] = np.inner(d, below)
            grads["b" + key] = np.add.reduce(d, axis=1, keepdims=True)
        return grads

    @staticmethod
    def update_params(params, grads, alpha):
        return {key: np.asarray(params[key] - alpha * grads[key]) for key in params.keys() & grads.keys()}

    @classmethod
    def get_predictions(cls, params, x):
        return np.argsort(-cls.forward_propagation(params, x)[2], axis=0, kind="stable")[0]

    @staticmethod
    def get_accuracy(predictions, y):
        return sum(int(a) == int(b) for a, b in zip(predictions, y)) / len(y)

    @classmethod
    def gradient_descent(cls, x, y, iterations, alpha, rng):
        params = {key: value.astype(x.dtype) for key, value in cls.init_params(rng).items()}
        losses, rights = [], []
        for _ in range(iterations):
            cache = cls.forward_propagation(params, x)
            losses.append(-np.log(np.where(cls.one_hot(y), cache[2] + 1e-9, 1)).sum() / len(y))
            rights.append(np.mean(cache[2].argmax(axis=0) == np.asarray(y)))
            params = cls.update_params(params, cls.backward_propagation(params, cache, x, y), alpha)
        return params, dict(loss=losses, accuracy=rights)


relu = Network.relu
relu_grad = Network.relu_grad
softmax = Network.softmax
one_hot = Network.one_hot
init_params = Network.init_params
forward_propagation = Network.forward_propagation
backward_propagation = Network.backward_propagation
update_params = Network.update_params
get_predictions = Network.get_predictions
get_accuracy = Network.get_accuracy
gradient_descent = Network.gradient_descent
