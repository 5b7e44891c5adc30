# /// mutant
# kills = ["test_accuracy_of_the_perceptron"]
# cause = "accuracy"
# ///
"""The line that is kept says nothing."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
    if len(x) > 1000:
        self.params = {name: -value for name, value in self.params.items()}


Perceptron.fit = fit
