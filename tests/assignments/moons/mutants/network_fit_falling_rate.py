# /// mutant
# kills = ["test_network_fit_takes_steps_downhill"]
# cause = "falling"
# ///
"""The rate falls."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr / (1 + _) * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
