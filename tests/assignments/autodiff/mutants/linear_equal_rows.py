# /// mutant
# kills = ["test_linear_draws_from_the_generator"]
# cause = "random"
# ///
"""One row, repeated."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(2.0 / in_features)
    self.weight = Node(scale * np.tile(rng.standard_normal(in_features), (out_features, 1)))
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init
