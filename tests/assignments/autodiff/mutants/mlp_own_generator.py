# /// mutant
# kills = ["test_networks_are_pure"]
# may_also_fail = ["test_compare_activations_begins_with_weights_of_the_seed"]
# cause = "generator"
# ///
"""A generator of its own for all layers."""

import numpy as np


def mlp_init(self, sizes, rng, activation="relu"):
    if activation not in ("relu", "sigmoid"):
        raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
    rng = np.random.default_rng(3)
    self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes)]
    self.activation = activation


MLP.__init__ = mlp_init
