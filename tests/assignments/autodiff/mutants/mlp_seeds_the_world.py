# /// mutant
# kills = ["test_networks_are_pure"]
# may_also_fail = ["test_compare_activations_gives_two_histories"]
# cause = "global"
# ///
"""Sets NumPy's global seed."""

import numpy as np


def mlp_init(self, sizes, rng, activation="relu"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes)]
    self.activation = activation
    np.random.seed(0)


MLP.__init__ = mlp_init
