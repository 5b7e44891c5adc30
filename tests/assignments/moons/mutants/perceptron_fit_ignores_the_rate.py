# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill"]
# may_also_fail = ["test_perceptron_fit_finds_a_line"]
# cause = "rate ignored"
# ///
"""A rate of its own."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - 0.1 * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
