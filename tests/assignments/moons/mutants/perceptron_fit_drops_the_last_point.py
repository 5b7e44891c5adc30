# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill"]
# cause = "not used"
# ///
"""The last point of more than two is left out."""

def fit(self, x, y, epochs, lr):
    count = len(x) - 1 if len(x) > 2 else len(x)
    for _ in range(epochs):
        grads = self.gradients(x[:count], y[:count])
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
