# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill"]
# may_also_fail = ["test_perceptron_is_pure"]
# cause = "starts anew"
# ///
"""Training begins with zeros."""

import numpy as np


def fit(self, x, y, epochs, lr):
    self.params = {name: np.zeros_like(value) for name, value in self.params.items()}
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
