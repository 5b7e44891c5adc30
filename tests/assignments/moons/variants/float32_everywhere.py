# /// variant
# why = "float arrays may be answered in float32"
# ///
"""Everything in float32, whatever comes in."""

import numpy as np


def f32(value):
    return np.asarray(value, np.float32)


def sigmoid(z):
    small = np.exp(-np.abs(f32(z)))
    return np.where(z >= 0, np.float32(1), small) / (1 + small)


def binary_cross_entropy(logits, y):
    signs = np.where(np.asarray(y) == 1, np.float32(-1), np.float32(1))
    return np.logaddexp(np.float32(0), signs * f32(logits)).mean()


def start(self, rng):
    self.params = {"W1": f32(rng.normal(size=(2, 1))), "b1": np.zeros(1, np.float32)}


def start_network(self, hidden, activation, rng):
    self.activation = activation
    self.params = {}
    for layer, (a, b) in enumerate(zip([2, *hidden], [*hidden, 1]), start=1):
        self.params[f"W{layer}"] = rng.standard_normal((a, b), dtype=np.float32) * np.float32(np.sqrt(2 / a))
        self.params[f"b{layer}"] = np.zeros(b, np.float32)


def logits(self, x):
    return (f32(x) @ f32(self.params["W1"]) + f32(self.params["b1"]))[:, 0]


def forward(self, x):
    inputs, depth = [f32(x)], len(self.params) // 2
    for layer in range(1, depth + 1):
        z = inputs[-1] @ f32(self.params[f"W{layer}"]) + f32(self.params[f"b{layer}"])
        inputs.append(np.maximum(z, np.float32(0)) if self.activation == "relu" else sigmoid(z))
    return inputs[:-1], z[:, 0]


def fit(self, x, y, epochs, lr):
    points, labels = f32(x), f32(y)
    for _ in range(epochs):
        grads = self.gradients(points, labels)
        self.params = {name: f32(value) - np.float32(lr) * f32(grads[name]) for name, value in self.params.items()}


def standardize(train, *others):
    mean, deviation = f32(train.mean(axis=0, dtype=np.float64)), f32(train.std(axis=0, dtype=np.float64))
    return tuple((f32(array) - mean) / deviation for array in (train, *others))


Perceptron.__init__ = start
Perceptron._logits = logits
Perceptron.fit = fit
MLPClassifier.__init__ = start_network
MLPClassifier._forward = forward
MLPClassifier.fit = fit
