# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "weight"
# ///
"""The transposed weight is made once and for all."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    scale = np.sqrt(2.0 / in_features)
    self.weight = Node(scale * rng.standard_normal((out_features, in_features)))
    self.turned = self.weight.T
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init


def linear_call(self, x):
    return as_node(x) @ self.turned + self.bias


Linear.__call__ = linear_call
