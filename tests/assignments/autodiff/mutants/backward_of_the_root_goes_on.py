# /// mutant
# kills = ["test_backward_of_another_node_adds"]
# cause = "the node itself had kept"
# ///
"""Backward of a node begins with what the node has kept from its own."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        if node.op is None or node is self:
            node.grad = grad.copy() if node.grad is None else node.grad + grad
        elif node.grad is not None:
            grad, node.grad = grad + node.grad, None
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share


Node.backward = node_backward
