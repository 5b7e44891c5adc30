# /// mutant
# kills = ["test_accuracy_of_the_network"]
# may_also_fail = ["test_network_fit_uses_every_example", "test_network_training_can_be_repeated"]
# cause = "agree"
# ///
"""What predicts is not what params says."""

def fit(self, x, y, epochs, lr):
    initial = self.params
    for _ in range(epochs):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}
    if len(x) > 1000:
        self.trained, self.params = self.params, initial


def predict(self, x):
    shown = self.params
    self.params = getattr(self, "trained", shown)
    classes = (self._forward(x)[1] > 0).astype(int)
    self.params = shown
    return classes


MLPClassifier.fit = fit
MLPClassifier.predict = predict
