# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# cause = "halved"
# ///
"""The rate is halved every 200 epochs."""

def fit(self, x, y, epochs, lr):
    for epoch in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * 0.5 ** (epoch // 200) * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
MLPClassifier.fit = fit
