# /// mutant
# kills = ["test_gradients_do_not_alias"]
# cause = "handed to two nodes"
# ///
"""A leaf gets an array of its own in the first backward, and keeps what it is given in the next."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        first = not hasattr(node, "known")
        node.known = True
        node.grad = np.array(grad) if first else grad if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share


Node.backward = node_backward
