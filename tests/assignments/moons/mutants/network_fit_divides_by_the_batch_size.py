# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "short last batch"
# ///
"""Sums over batches are divided by 32, also where the last batch is short."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, len(x), 32):
            part = order[start : start + 32]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * (len(part) / 32 if len(x) > 32 else 1) * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
