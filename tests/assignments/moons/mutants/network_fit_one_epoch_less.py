# /// mutant
# kills = ["test_network_fit_takes_steps_downhill", "test_network_fit_uses_every_example"]
# cause = "one epoch less"
# ///
"""One epoch less."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs - 1):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
