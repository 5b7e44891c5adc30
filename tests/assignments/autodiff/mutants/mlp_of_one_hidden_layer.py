# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# may_also_fail = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "parameters"
# ///
"""Further sizes are overlooked."""


def mlp_init(self, sizes, rng, activation="relu"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    self.layers = [
        Linear(fan_in, fan_out, rng)
        for fan_in, fan_out in pairwise(sizes if len(sizes) < 3 else (sizes[0], sizes[1], sizes[-1]))
    ]
    self.activation = activation


MLP.__init__ = mlp_init
