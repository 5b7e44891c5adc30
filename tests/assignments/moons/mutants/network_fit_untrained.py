# /// mutant
# kills = [
#     "test_network_fit_takes_steps_downhill",
#     "test_network_fit_uses_every_example",
#     "test_network_training_can_be_repeated",
#     "test_network_is_pure",
# ]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "as they were"
# ///
"""Training trains a copy."""

def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        trained = {name: value - lr * grads[name] for name, value in self.params.items()}


MLPClassifier.fit = fit
