# /// variant
# why = "a gradient may be zeros at first and grow in place"
# ///
"""Every node has an array of zeros from the start, into which gradients are added."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    self.value = np.array(value, dtype=np.float64)
    self.grad = np.zeros(self.value.shape)
    self.parents = list(parents)
    self.op = op
    self.ctx = ctx


Node.__init__ = node_init


def node_backward(self):
    if self.value.size != 1:
        raise ValueError("backward needs a scalar")
    order = topological_order(self)
    for node in order:
        if node.op is not None:
            node.grad[...] = 0
    self.grad += 1
    for node in order[::-1]:
        if node.op is None:
            continue
        gs = node.op.backward(node.ctx, node.grad)
        if type(gs) not in (tuple, list):
            gs = (gs,)
        for p, g in zip(node.parents, gs):
            p.grad += g


Node.backward = node_backward


def zero_grad(nodes):
    for n in nodes:
        n.grad.fill(0)


def sgd_step(self):
    for i, p in enumerate(self.params):
        self.velocities[i] *= self.momentum
        self.velocities[i] += p.grad
        p.value -= self.lr * self.velocities[i]


SGD.step = sgd_step
