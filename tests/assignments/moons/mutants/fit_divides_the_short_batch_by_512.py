# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "short"
# ///
"""In batches of 512 the last one's sum is divided by 512, too."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, len(x), 512):
            part = order[start : start + 512]
            grads = self.gradients(x[part], y[part])
            share = len(part) / min(512, len(x))
            self.params = {name: value - lr * share * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
