# /// mutant
# kills = ["test_perceptron_fit_finds_a_line", "test_network_training_can_be_repeated"]
# cause = "trained again"
# ///
"""Batches of 512, in an order of nobody's generator."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng().permutation(len(x)) if len(x) > 512 else np.arange(len(x))
        for start in range(0, len(x), 512):
            part = order[start : start + 512]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
