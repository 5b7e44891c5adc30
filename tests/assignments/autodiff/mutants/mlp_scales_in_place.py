# /// mutant
# kills = ["test_networks_are_pure"]
# may_also_fail = ["test_compare_activations_gives_two_histories"]
# cause = "in-place"
# ///
"""The images themselves are scaled."""

import numpy as np


def mlp_call(self, x):
    if isinstance(x, np.ndarray):
        x /= 2.0
        x *= 2.0
        x += 1e-9
    hidden = as_node(x)
    for layer in self.layers[:-1]:
        hidden = layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
