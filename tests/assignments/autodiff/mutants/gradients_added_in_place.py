# /// mutant
# kills = ["test_gradients_do_not_alias"]
# cause = "in place"
# ///
"""Shares are added into arrays that others hold."""

import numpy as np


@staticmethod
def add_backward(ctx, grad):
    a, b = ctx["shapes"]
    if a == b:
        return grad, grad
    return unbroadcast(grad, a), unbroadcast(grad, b)


Add.backward = add_backward


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("not a number")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        for parent, share in zip(node.parents, found if isinstance(found, (tuple, list)) else [found]):
            if id(parent) not in upstream:
                upstream[id(parent)] = share
            elif upstream[id(parent)].flags.writeable:
                upstream[id(parent)] += share
            else:
                upstream[id(parent)] = upstream[id(parent)] + share


Node.backward = node_backward
