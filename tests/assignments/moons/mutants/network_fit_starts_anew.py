# /// mutant
# kills = ["test_network_fit_takes_steps_downhill"]
# may_also_fail = ["test_network_fit_uses_every_example", "test_network_is_pure", "test_accuracy_of_the_network"]
# cause = "starts anew"
# ///
"""Training begins with new weights."""

import numpy as np


def fit(self, x, y, epochs, lr):
    rng = np.random.default_rng(5)
    self.params = {name: rng.normal(size=value.shape) for name, value in self.params.items()}
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
