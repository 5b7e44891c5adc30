# /// mutant
# kills = ["test_backward_of_diamonds_of_unequal_depth"]
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
