# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "shape"
# ///
"""The weight is (in, out)."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(2.0 / in_features)
    self.weight = Node(scale * rng.standard_normal((in_features, out_features)))
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init


def linear_call(self, x):
    return as_node(x) @ self.weight + self.bias


Linear.__call__ = linear_call
