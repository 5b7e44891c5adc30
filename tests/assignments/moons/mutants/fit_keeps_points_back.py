# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_uses_every_example"]
# cause = "not used"
# ///
"""A tenth of many points is kept back for validation."""

def fit(self, x, y, epochs, lr):
    count = len(x) if len(x) < 50 else len(x) * 9 // 10
    for _ in range(epochs):
        grads = self.gradients(x[:count], y[:count])
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
