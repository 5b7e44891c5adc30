# /// variant
# why = "how a network is built inside is free"
# ///
"""A list of layer objects that share the dict of parameters, with a subgradient of 1 at the kink."""

import numpy as np


class Layer:
    def __init__(self, owner, number, last):
        self.owner, self.number, self.last = owner, number, last

    @property
    def weights(self):
        return self.owner.params["W%d" % self.number]

    def __call__(self, h):
        self.h = h
        self.z = np.add(np.matmul(h, self.weights), self.owner.params["b%d" % self.number])
        return self.z if self.last else self.owner.functions[0](self.z)

    def back(self, delta, grads):
        if not self.last:
            delta = delta * self.owner.functions[1](self.z)
        grads["W%d" % self.number] = np.tensordot(self.h, delta, axes=(0, 0))
        grads["b%d" % self.number] = np.add.reduce(delta)
        return np.inner(delta, self.weights)


def expit(z):
    return np.exp(-np.logaddexp(0, -z))


class MLPClassifier:
    FUNCTIONS = {
        "relu": (lambda z: z.clip(min=0), lambda z: np.greater_equal(z, 0)),
        "sigmoid": (expit, lambda z: expit(z) * expit(-z)),
    }

    def __init__(self, hidden, activation, rng):
        self.functions = self.FUNCTIONS[activation]
        sizes = [2] + list(hidden) + [1]
        self.params = {}
        self.layers = []
        for i in range(len(sizes) - 1, 0, -1):
            self.params["b%d" % i] = np.full(sizes[i], 0.01)
            self.params["W%d" % i] = rng.normal(0.0, np.sqrt(2.0 / sizes[i - 1]), size=(sizes[i - 1], sizes[i]))
            self.layers.insert(0, Layer(self, i, i == len(sizes) - 1))

    def logits(self, x):
        for layer in self.layers:
            x = layer(x)
        return x.reshape(len(x))

    def predict_proba(self, x):
        return expit(self.logits(x))

    def predict(self, x):
        return np.round(self.predict_proba(x)).astype(np.int8)

    def loss(self, x, y):
        z, y = self.logits(x), np.array(y)
        return np.float64((np.logaddexp(0, z) - y * z).sum() / len(z))

    def gradients(self, x, y):
        delta, grads = (expit(self.logits(x)) - np.array(y))[:, np.newaxis] / len(x), {}
        for layer in self.layers[::-1]:
            delta = layer.back(delta, grads)
        return grads

    def step(self, grads, lr):
        for key, value in grads.items():
            self.params[key] = self.params[key] - lr * value

    def fit(self, x, y, epochs=1, lr=0.1):
        [self.step(self.gradients(x, y), lr) for _ in range(epochs)]
        return self
