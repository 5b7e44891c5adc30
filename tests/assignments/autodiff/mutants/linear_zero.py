# /// mutant
# kills = ["test_linear_draws_from_the_generator"]
# cause = "random"
# ///
"""All weights are zero."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(2.0 / in_features)
    self.weight = Node(np.zeros((out_features, in_features)))
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init
