# /// mutant
# kills = ["test_second_backward_adds", "test_backward_of_another_node_adds"]
# cause = "inner nodes"
# ///
"""What inner nodes had goes through the graph again."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("not a number")
    self.grad = np.ones_like(self.value)
    for node in reversed(topological_order(self)):
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, node.grad)
        for parent, share in zip(node.parents, found if isinstance(found, (tuple, list)) else [found]):
            parent.grad = share + 0 if parent.grad is None else parent.grad + share


Node.backward = node_backward
