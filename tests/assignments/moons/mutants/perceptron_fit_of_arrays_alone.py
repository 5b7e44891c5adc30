# /// mutant
# kills = ["test_perceptron_fit_finds_a_line"]
# may_also_fail = ["test_perceptron_fit_takes_steps_downhill"]
# cause = "scalar index"
# ///
"""Batches of 64 are cut out of labels that have to be an array."""

def fit(self, x, y, epochs, lr):
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, len(x), 64):
            part = order[start : start + 64]
            grads = self.gradients(x[part], y[part])
            self.params = {name: value - lr * grads[name] for name, value in self.params.items()}


Perceptron.fit = fit
