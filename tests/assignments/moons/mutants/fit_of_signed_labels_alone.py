# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "unsigned"
# ///
"""Labels become signs in their own type before they are trained on."""

import numpy as np


def fit(self, x, y, epochs, lr):
    signs = 2 * np.asarray(y) - 1
    for _ in range(epochs):
        grads = self.gradients(x, signs > 0)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
