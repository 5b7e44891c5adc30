# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill"]
# cause = "momentum"
# ///
"""Momentum."""

def fit(self, x, y, epochs, lr):
    velocity = dict.fromkeys(self.params, 0.0)
    for _ in range(epochs):
        grads = self.gradients(x, y)
        velocity = {name: 0.9 * velocity[name] + grads[name] for name in grads}
        self.params = {name: value - lr * velocity[name] for name, value in self.params.items()}


Perceptron.fit = fit
