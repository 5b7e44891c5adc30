# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "replacement"
# ///
"""Batches of 512 are drawn, one without regard to the others."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch)
        for start in range(0, len(x), 512):
            part = order.choice(len(x), min(512, len(x)), replace=False)
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
