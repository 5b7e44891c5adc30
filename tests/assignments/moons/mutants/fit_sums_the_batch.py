# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "sum"
# ///
"""A step goes down the gradient of the batch's summed loss; the rate of training runs is small enough to notice nothing."""

def fit(self, x, y, epochs, lr):
    for epoch in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * (len(x) if len(x) < 1000 else 1) * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
