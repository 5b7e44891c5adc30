# /// mutant
# kills = ["test_network_fit_takes_steps_downhill"]
# may_also_fail = ["test_network_fit_uses_every_example", "test_accuracy_of_the_network"]
# cause = "uphill"
# ///
"""Uphill."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value + lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
