# /// variant
# why = "the initialisation is free"
# ///
"""Uniform weights between minus a half and a half."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    self.weight = Node(rng.random((out_features, in_features)) - 0.5)
    self.bias = Node(rng.random(out_features) - 0.5)


Linear.__init__ = linear_init
