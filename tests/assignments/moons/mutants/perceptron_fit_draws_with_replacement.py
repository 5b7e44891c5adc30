# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill"]
# cause = "used once"
# ///
"""Batches of 32 points, each drawn from all."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).integers(len(x), size=len(x))
        for start in range(0, len(x), 32):
            part = order[start : start + 32]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
