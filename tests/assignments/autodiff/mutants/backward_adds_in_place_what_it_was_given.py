# /// mutant
# kills = ["test_gradients_do_not_alias"]
# cause = "added to in place"
# ///
"""What came first for a node is added to in place."""

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
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            if id(parent) in upstream:
                upstream[id(parent)] += share
            else:
                own = globals().get(node.op.__name__) is node.op
                upstream[id(parent)] = np.array(share) if own else share


Node.backward = node_backward
