# /// variant
# why = "the initialisation is free"
# ///
"""Normal weights of a tenth whatever the size of the layer, biases of a tenth."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    self.weight = Node(0.1 * rng.normal(size=(out_features, in_features)))
    self.bias = Node(np.full(out_features, 0.1))


Linear.__init__ = linear_init
