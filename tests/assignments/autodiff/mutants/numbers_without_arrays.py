# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "Node"
# ///
"""Only plain numbers are made nodes."""

import numpy as np


def as_node(value):
    if isinstance(value, np.ndarray):
        raise TypeError("not a number")
    return value if isinstance(value, Node) else Node(value)
