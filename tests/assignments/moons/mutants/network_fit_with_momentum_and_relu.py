# /// mutant
# kills = ["test_network_fit_takes_steps_downhill"]
# cause = "momentum"
# ///
"""Momentum, where the activation is ReLU."""

def fit(self, x, y, epochs, lr):
    velocity = dict.fromkeys(self.params, 0.0)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        velocity = {name: 0.9 * (self.activation == "relu") * velocity[name] + grads[name] for name in grads}
        self.params = {name: value - lr * velocity[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
