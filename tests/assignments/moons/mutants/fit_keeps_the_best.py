# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "not the best"
# ///
"""Of all epochs' parameters those of the least loss are kept."""

def fit(self, x, y, epochs, lr):
    least, best = self.loss(x, y), self.params
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
        loss = self.loss(x, y)
        if loss < least:
            least, best = loss, self.params
    self.params = best


Perceptron.fit = fit
MLPClassifier.fit = fit
