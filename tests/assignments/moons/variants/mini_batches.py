# /// variant
# why = "the batch size is free"
# ///
"""Batches of 32 points in a random order, by the constructor's generator."""

import numpy as np


def minibatches(rng, x, y, size=32):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        part = order[start : start + size]
        yield x[part], y[part]


def start(self, rng):
    self.rng = rng
    self.params = {"W1": np.zeros((2, 1)), "b1": np.zeros(1)}


def start_network(self, hidden, activation, rng):
    self.activation, self.rng = activation, rng
    sizes = [2, *hidden, 1]
    self.params = {}
    for layer in range(1, len(sizes)):
        bound = np.sqrt(6 / (sizes[layer - 1] + sizes[layer]))
        self.params[f"W{layer}"] = rng.uniform(-bound, bound, (sizes[layer - 1], sizes[layer]))
        self.params[f"b{layer}"] = np.zeros(sizes[layer])


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        for points, labels in minibatches(self.rng, x, y, 250 if len(x) > 1000 else 32):
            grads = self.gradients(points, labels)
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
    return self


Perceptron.__init__ = start
Perceptron.fit = fit
MLPClassifier.__init__ = start_network
MLPClassifier.fit = fit
