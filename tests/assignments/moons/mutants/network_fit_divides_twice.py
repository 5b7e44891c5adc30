# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_network_fit_takes_steps_downhill", "test_accuracy_of_the_network"]
# cause = "divided by the number of points"
# ///
"""The rate is divided by the number of points."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr / len(x) * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
