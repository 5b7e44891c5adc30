# /// mutant
# kills = ["test_backward_of_a_long_chain"]
# cause = "time"
# ///
"""What was met is looked for in a list, entry by entry."""

import numpy as np


def topological_order(root):
    order, met, stack = [], [], [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif not any(np.array_equal(node.value, other.value) and node is other for other in met):
            met.append(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order
