# /// mutant
# kills = ["test_backward_leaves_values_alone"]
# may_also_fail = ["test_compare_activations_gives_two_histories", "test_history_of_train"]
# cause = "value"
# ///
"""Values of inner nodes are thrown away on the way."""

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
        node.value = np.zeros_like(node.value)
        found = node.op.backward(node.ctx, grad)
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share


Node.backward = node_backward
