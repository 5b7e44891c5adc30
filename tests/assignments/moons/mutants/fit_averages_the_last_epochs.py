# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "not a mean"
# ///
"""The parameters of the last five of many epochs are averaged."""

def fit(self, x, y, epochs, lr):
    last = []
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
        last = [*last[-4:], self.params]
    if epochs >= 10 and len(x) > 1:
        self.params = {name: sum(params[name] for params in last) / len(last) for name in self.params}


Perceptron.fit = fit
MLPClassifier.fit = fit
