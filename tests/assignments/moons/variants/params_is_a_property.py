# /// variant
# why = "an attribute may be a property that can be set"
# ///
"""`params` is a property of the network; arrays are kept in two lists."""

import numpy as np


def read(self):
    both = {}
    for number, (weights, bias) in enumerate(zip(self._weights, self._biases), start=1):
        both[f"W{number}"], both[f"b{number}"] = weights, bias
    return both


def write(self, params):
    numbers = range(1, len(params) // 2 + 1)
    self._weights = [params[f"W{number}"] for number in numbers]
    self._biases = [params[f"b{number}"] for number in numbers]


def start(self, hidden, activation, rng):
    self.activation = activation
    sizes = [2, *hidden, 1]
    self._weights = [rng.normal(0, np.sqrt(2 / a), (a, b)) for a, b in zip(sizes, sizes[1:])]
    self._biases = [np.zeros(b) for b in sizes[1:]]


MLPClassifier.params = property(read, write)
MLPClassifier.__init__ = start
