# /// mutant
# kills = ["test_network_draws_from_the_generator"]
# cause = "rng"
# ///
"""Only the first layer's weights are drawn from rng."""

def start(self, hidden, activation, rng):
    self.activation = activation
    sizes, own = [2, *hidden, 1], np.random.default_rng(0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        self.params[f"W{layer}"] = (rng if layer == 1 else own).normal(0, 2 / np.sqrt(fan_in), (fan_in, fan_out))
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
