# /// mutant
# kills = ["test_perceptron_is_pure"]
# cause = "global"
# ///
"""Training sets the seed of the global generator."""

import numpy as np


def fit(self, x, y, epochs, lr):
    np.random.seed(1)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
