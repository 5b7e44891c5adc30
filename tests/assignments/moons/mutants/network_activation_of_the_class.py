# /// mutant
# kills = ["test_network_gives_probabilities_with_relu", "test_network_gives_probabilities_with_sigmoid"]
# may_also_fail = ["test_network_is_pure"]
# cause = "asked for is"
# ///
"""The activation that was given last is every network's."""

def start(self, hidden, activation, rng):
    MLPClassifier.activation = activation
    sizes, own = [2, *hidden, 1], np.random.default_rng(0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        self.params[f"W{layer}"] = rng.normal(0, 2 / np.sqrt(fan_in), (fan_in, fan_out))
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
