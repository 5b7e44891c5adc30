# /// mutant
# kills = ["test_perceptron_is_pure"]
# may_also_fail = ["test_perceptron_fit_takes_steps_downhill", "test_perceptron_fit_finds_a_line"]
# cause = "changes its arguments"
# ///
"""Points are scaled in the caller's array."""

def fit(self, x, y, epochs, lr):
    x *= 0.9
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
