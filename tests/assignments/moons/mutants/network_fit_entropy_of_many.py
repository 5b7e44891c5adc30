# /// mutant
# kills = ["test_network_training_can_be_repeated"]
# cause = "trained again"
# ///
"""Batches of 32 from a generator that nobody seeds."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng().permutation(len(x))
        for start in range(0, len(x), 32):
            part = order[start : start + 32]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
