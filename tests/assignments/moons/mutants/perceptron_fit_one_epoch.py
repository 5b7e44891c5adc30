# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_perceptron_fit_finds_a_line"]
# may_also_fail = ["test_accuracy_of_the_perceptron"]
# cause = "one epoch alone"
# ///
"""One epoch, whatever is asked for."""

def fit(self, x, y, epochs, lr):
    for _ in range(1):
        grads = self.gradients(x, y)
        self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
