# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# may_also_fail = ["test_networks_are_pure"]
# cause = "list"
# ///
"""Sizes in a list are refused."""


def mlp_init(self, sizes, rng, activation="relu"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes)]
    self.activation = activation
    self.sizes = sizes + ()


MLP.__init__ = mlp_init
