# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_perceptron_fit_finds_a_line"]
# cause = "bias trained"
# ///
"""The bias is not trained."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] * (name == "W1") for name, value in self.params.items()}


Perceptron.fit = fit
