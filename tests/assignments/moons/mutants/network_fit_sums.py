# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# may_also_fail = ["test_network_fit_takes_steps_downhill", "test_accuracy_of_the_network"]
# cause = "times"
# ///
"""The gradient is summed over the batch."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * (len(x) if len(x) < 100 else 1) * 1.5 ** (len(x) > 1) * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
