# /// variant
# why = "how the graph is walked is free"
# ///
"""Nodes are numbered as they are made: the younger come first, from a heap."""

import heapq
import itertools
import numpy as np

numbers = itertools.count()


def node_init(self, value, parents=(), op=None, ctx=None):
    self.number = next(numbers)
    self.value = np.asarray(value) * 1.0
    self.grad = None
    self.parents, self.op, self.ctx = parents, op, ctx


Node.__init__ = node_init


def node_backward(self):
    if self.value.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    heap, grads, nodes = [-self.number], {self.number: np.ones(self.shape)}, {self.number: self}
    while heap:
        number = -heapq.heappop(heap)
        node, g = nodes[number], grads[number]
        if node.op is None:
            node.grad = g.copy() if node.grad is None else g + node.grad
            continue
        gs = node.op.backward(node.ctx, g)
        if not isinstance(gs, (tuple, list)):
            gs = [gs]
        for p, pg in zip(node.parents, gs):
            if p.number in grads:
                grads[p.number] = grads[p.number] + pg
            else:
                grads[p.number], nodes[p.number] = pg, p
                heapq.heappush(heap, -p.number)


Node.backward = node_backward
