# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "loss rises"
# ///
"""After ten epochs without a new least loss it stops."""

def fit(self, x, y, epochs, lr):
    least, waited = self.loss(x, y), 0
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
        loss = self.loss(x, y)
        least, waited = min(least, loss), waited + 1 if loss > least else 0
        if waited > 10:
            break


Perceptron.fit = fit
MLPClassifier.fit = fit
