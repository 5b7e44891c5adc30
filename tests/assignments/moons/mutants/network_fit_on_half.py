# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_network_fit_takes_steps_downhill"]
# cause = "not used"
# ///
"""Half of the points are kept for validation."""

def fit(self, x, y, epochs, lr):
    half = (len(x) + 1) // 2
    x, y = x[:half], y[:half]
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
