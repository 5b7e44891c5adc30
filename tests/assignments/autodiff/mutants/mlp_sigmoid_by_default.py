# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# cause = "sigmoid"
# ///
"""Without a name it is the sigmoid."""


def mlp_init(self, sizes, rng, activation="sigmoid"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes)]
    self.activation = activation


MLP.__init__ = mlp_init
