# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "dropped"
# ///
"""Batches of 512 in a random order, and what is left is dropped where there is a whole batch."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, max(len(x) - 511, 1), 512):
            part = order[start : start + 512]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
