# /// mutant
# kills = ["test_network_draws_from_the_generator"]
# cause = "columns that are the same"
# ///
"""Every unit after the sixteenth is one of those before."""

def start(self, hidden, activation, rng):
    self.activation = activation
    sizes, own = [2, *hidden, 1], np.random.default_rng(0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        self.params[f"W{layer}"] = rng.normal(0, 2 / np.sqrt(fan_in), (fan_in, 16))[:, np.arange(fan_out) % 16]
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
