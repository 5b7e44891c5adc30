# /// mutant
# kills = ["test_perceptron_is_pure"]
# cause = "belongs to the class"
# ///
"""All perceptrons have one dict."""

PARAMS = {}


def start(self, rng):
    PARAMS.update({"W1": rng.normal(0, 0.1, (2, 1)), "b1": np.zeros(1)})
    self.params = PARAMS


def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params.update({name: value - lr * grads[name] for name, value in self.params.items()})


Perceptron.__init__ = start
Perceptron.fit = fit
