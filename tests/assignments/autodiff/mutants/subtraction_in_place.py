# /// mutant
# kills = ["test_operators_and_methods_are_pure"]
# cause = "in-place"
# ///
"""The array that is subtracted changes its sign on the way."""

import numpy as np


def subtract(self, other):
    if isinstance(other, np.ndarray):
        other *= -1
        return Add.apply(self, Node(other))
    return Subtract.apply(self, as_node(other))


Node.__sub__ = subtract
