# /// mutant
# kills = ["test_gradients_through_operation_of_somebody_else"]
# cause = "alone in a tuple"
# ///
"""A tuple of one gradient is taken for the gradient."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        shares = [found] if len(node.parents) == 1 else found
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share


Node.backward = node_backward
