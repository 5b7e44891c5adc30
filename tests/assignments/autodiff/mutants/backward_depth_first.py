# /// mutant
# kills = ["test_backward_of_diamonds_of_unequal_depth"]
# may_also_fail = [
#     "test_backward_of_a_node_used_many_times",
#     "test_second_backward_adds",
#     "test_backward_of_another_node_adds",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_agrees_with_finite_differences",
#     "test_gradients_do_not_alias",
# ]
# cause = "order"
# ///
"""A node is gone back through before its other uses are."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("not a number")
    self.grad = np.ones_like(self.value)
    waiting, met = [self], set()
    while waiting:
        node = waiting.pop()
        if id(node) in met or node.op is None:
            continue
        met.add(id(node))
        found = node.op.backward(node.ctx, node.grad)
        for parent, share in zip(node.parents, found if isinstance(found, (tuple, list)) else [found]):
            parent.grad = share if parent.grad is None else parent.grad + share
            waiting.append(parent)


Node.backward = node_backward
