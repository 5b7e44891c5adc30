# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "every point used once"
# ///
"""Training ends where the loss rises."""

def fit(self, x, y, epochs, lr):
    least = self.loss(x, y)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
        loss = self.loss(x, y)
        if loss > least:
            break
        least = loss


Perceptron.fit = fit
MLPClassifier.fit = fit
