# /// mutant
# kills = ["test_networks_are_pure"]
# cause = "argument"
# ///
"""The list of sizes is emptied."""


def mlp_init(self, sizes, rng, activation="relu"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(list(sizes))]
    if isinstance(sizes, list):
        sizes.clear()
    self.activation = activation


MLP.__init__ = mlp_init
