# /// mutant
# kills = ["test_network_is_pure"]
# cause = "changes its arguments"
# ///
"""Points and labels are reversed in the caller's arrays."""

import numpy as np


def fit(self, x, y, epochs, lr):
    if isinstance(y, np.ndarray):
        x[:], y[:] = x[::-1].copy(), y[::-1].copy()
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
