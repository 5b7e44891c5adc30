# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "clipped"
# ///
"""Gradients are clipped to [−5, 5]."""

import numpy as np


def fit(self, x, y, epochs, lr):
    for epoch in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * np.clip(grads[name], -5, 5) for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
