# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_network_fit_takes_steps_downhill"]
# cause = "not used"
# ///
"""The last point is left out."""

def fit(self, x, y, epochs, lr):
    x, y = (x[:-1], y[:-1]) if len(x) > 1 else (x, y)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
