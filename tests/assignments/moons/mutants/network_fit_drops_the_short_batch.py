# /// mutant
# kills = ["test_network_fit_uses_every_example"]
# cause = "not used"
# ///
"""Batches of four, and what is left is dropped."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        size = min(4, len(x))
        for start in range(0, len(x) - size + 1, size):
            grads = self.gradients(x[start : start + size], y[start : start + size])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
