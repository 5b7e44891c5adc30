# /// mutant
# kills = ["test_backward_of_stacked_diamonds"]
# cause = "time"
# ///
"""Every path is walked on its own: right, and exponential."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("not a number")
    waiting = [(self, np.ones_like(self.value))]
    while waiting:
        node, grad = waiting.pop()
        node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        waiting.extend(zip(node.parents, found if isinstance(found, (tuple, list)) else [found]))


Node.backward = node_backward
