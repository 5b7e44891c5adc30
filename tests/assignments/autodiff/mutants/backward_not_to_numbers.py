# /// mutant
# kills = ["test_backward_starts_from_size_one"]
# may_also_fail = [
#     "test_backward_of_a_chain",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_gradients_through_methods",
#     "test_gradients_through_operation_of_somebody_else",
# ]
# cause = "gradient None"
# ///
"""Only leaves that were made from arrays get a gradient: numbers are taken for constants."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = array if array.dtype.kind == "f" else array.astype(np.float64)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx
    self.constant = isinstance(value, int | float)


def node_backward(self):
    if self.value.size != 1:
        raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        if not node.constant:
            node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share


Node.__init__ = node_init
Node.backward = node_backward
