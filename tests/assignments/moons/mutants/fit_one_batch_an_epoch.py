# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_uses_every_example"]
# cause = "not used"
# ///
"""An epoch is one batch of 32 that are drawn by chance."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, 1, 32):
            part = order[start : start + 32]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
