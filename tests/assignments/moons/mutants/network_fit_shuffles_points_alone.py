# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_network_fit_takes_steps_downhill", "test_accuracy_of_the_network"]
# cause = "labels shuffled together"
# ///
"""Points are shuffled without their labels."""

import numpy as np


def fit(self, x, y, epochs, lr):
    x = x[np.argsort(x[:, 0] + np.arange(len(x)) % 2)][::-1]
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
