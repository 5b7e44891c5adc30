# /// mutant
# kills = ["test_linear_draws_from_the_generator"]
# cause = "two rows"
# ///
"""Weights have one size and a random sign."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(1.0 / in_features)
    self.weight = Node(scale * rng.choice([-1.0, 1.0], (out_features, in_features)))
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init
