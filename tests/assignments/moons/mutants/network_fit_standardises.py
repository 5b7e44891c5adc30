# /// mutant
# kills = ["test_network_fit_takes_steps_downhill", "test_network_fit_uses_every_example"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "points used as they are"
# ///
"""Points are standardised in fit."""

def fit(self, x, y, epochs, lr):
    x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-9)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
