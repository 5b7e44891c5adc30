# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "not used"
# ///
"""Of more points than 1,000 the first 1,000 are used."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x[:1000], y[:1000])
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
