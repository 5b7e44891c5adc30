# /// mutant
# kills = ["test_network_is_pure"]
# may_also_fail = ["test_network_training_can_be_repeated"]
# cause = "global"
# ///
"""The order comes from NumPy's global generator."""

import numpy as np


def fit(self, x, y, epochs, lr):
    order = np.random.permutation(len(x))
    x, y = x[order], np.asarray(y)[order]
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
