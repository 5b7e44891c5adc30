# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# cause = "activation"
# ///
"""All networks have the activation of the last that was made."""

from itertools import pairwise


def mlp_init(self, sizes, rng, activation="relu"):
    self.layers = [Linear(inputs, outputs, rng) for inputs, outputs in pairwise(sizes)]
    MLP.activation = activation


MLP.__init__ = mlp_init
