# /// mutant
# kills = ["test_backward_of_diamonds_of_unequal_depth"]
# may_also_fail = [
#     "test_gradients_through_operation_of_somebody_else",
#     "test_backward_of_a_node_used_many_times",
#     "test_gradients_do_not_alias",
#     "test_backward_leaves_values_alone",
#     "test_backward_of_a_long_chain",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "order"
# ///
"""A node is gone back through as soon as it is met."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("not a number")
    upstream = {id(self): np.ones_like(self.value)}
    waiting, met = [self], {id(self)}
    while waiting:
        node = waiting.pop(0)
        grad = upstream.pop(id(node), np.zeros_like(node.value))
        node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        for parent, share in zip(node.parents, found if isinstance(found, (tuple, list)) else [found]):
            upstream[id(parent)] = upstream.get(id(parent), 0) + share
            if id(parent) not in met:
                met.add(id(parent))
                waiting.append(parent)


Node.backward = node_backward
