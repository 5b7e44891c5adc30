# /// variant
# why = "the two classes may share their code"
# ///
"""The perceptron is a network without hidden layers."""

import numpy as np


class Network:
    def __init__(self, hidden, activation, rng):
        self.activation = activation
        sizes = (2,) + tuple(hidden) + (1,)
        self.params = {}
        for layer, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:]), start=1):
            self.params[f"W{layer}"] = rng.standard_normal((fan_in, fan_out))
            self.params[f"b{layer}"] = 0.1 * rng.standard_normal(fan_out)

    @property
    def depth(self):
        return len(self.params) // 2

    def _propagate(self, x):
        steps, h = [], x
        for layer in range(1, self.depth + 1):
            z = h @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
            steps.append((h, z))
            h = z * (z > 0) if self.activation == "relu" else 0.5 * (1 + np.tanh(z / 2))
        return steps, z.ravel()

    def predict_proba(self, x):
        return 0.5 * (1 + np.tanh(self._propagate(x)[1] / 2))

    def predict(self, x):
        return np.where(self.predict_proba(x) >= 0.5, 1, 0)

    def loss(self, x, y):
        z = self._propagate(x)[1]
        return np.logaddexp(0, -z * (2 * np.asarray(y).astype(int) - 1)).mean()

    def gradients(self, x, y):
        steps, _ = self._propagate(x)
        delta = (self.predict_proba(x) - np.array(y)).reshape(-1, 1)
        grads = {}
        for layer in range(self.depth, 0, -1):
            h, _ = steps[layer - 1]
            grads[f"W{layer}"], grads[f"b{layer}"] = h.T @ delta / len(x), delta.mean(axis=0)
            if layer > 1:
                z = steps[layer - 2][1]
                slope = (z >= 0) * 1.0 if self.activation == "relu" else h - h**2
                delta = slope * (delta @ self.params[f"W{layer}"].T)
        return grads

    def fit(self, x, y, epochs, lr):
        for _ in range(epochs):
            grads = self.gradients(x, y)
            self.params = {key: self.params[key] - lr * grads[key] for key in grads}


class Perceptron(Network):
    def __init__(self, rng):
        super().__init__([], "relu", rng)

class MLPClassifier(Network):
    """A network with hidden layers."""
