# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "shape"
# ///
"""One number for all outputs."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(2.0 / in_features)
    self.weight = Node(scale * rng.standard_normal((out_features, in_features)))
    self.bias = Node(np.zeros(1))


Linear.__init__ = linear_init
