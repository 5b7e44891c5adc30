# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "stop"
# ///
"""Training ends where the gradient is small."""

import numpy as np


def fit(self, x, y, epochs, lr):
    for epoch in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
        if max(np.max(np.abs(value)) for value in grads.values()) < 1e-4:
            break


Perceptron.fit = fit
MLPClassifier.fit = fit
