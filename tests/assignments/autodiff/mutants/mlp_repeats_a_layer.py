# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# cause = "one and the same layer"
# ///
"""A layer is used again where one of the same size is wanted."""

from itertools import pairwise


def mlp_init(self, sizes, rng, activation="relu"):
    made = {}
    for size in pairwise(sizes):
        if size not in made:
            made[size] = Linear(*size, rng)
    self.layers = [made[size] for size in pairwise(sizes)]
    self.activation = activation


MLP.__init__ = mlp_init
