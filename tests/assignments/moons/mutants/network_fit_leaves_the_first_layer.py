# /// mutant
# kills = ["test_network_fit_takes_steps_downhill"]
# cause = "stays as it was"
# ///
"""The first layer is never moved, where the activation is ReLU."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        if self.activation == "relu":
            grads |= {name: 0 * grads[name] for name in ("W1", "b1")}
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
