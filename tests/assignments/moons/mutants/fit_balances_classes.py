# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_perceptron_fit_takes_steps_downhill"]
# cause = "counts too little"
# ///
"""Both classes count the same, however many points they have."""

import numpy as np


def fit(self, x, y, epochs, lr):
    y = np.asarray(y)
    for _ in range(epochs):
        classes = [y == label for label in (0, 1) if (y == label).any()]
        each = [self.gradients(x[some], y[some]) for some in classes]
        grads = {name: sum(grads[name] for grads in each) / len(each) for name in self.params}
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
