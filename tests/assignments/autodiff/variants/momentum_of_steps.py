# /// variant
# why = "an equivalent form of momentum"
# ///
"""The velocity is the step itself, v ← μ v − lr · g, in place, in a dict."""

import numpy as np


class SGD:
    def __init__(self, params, lr, momentum=0.0):
        self.params = tuple(params)
        self.lr, self.mu = lr, momentum
        self.v = {}

    def step(self):
        for p in self.params:
            g = p.grad if p.grad is not None else np.zeros(p.shape)
            self.v[id(p)] = self.mu * self.v.get(id(p), 0) - self.lr * g
            p.value += self.v[id(p)]

    def zero_grad(self):
        for p in self.params:
            p.grad = np.zeros_like(p.value)


def node_init(self, value, parents=(), op=None, ctx=None):
    self.value = np.array(value, dtype=float)
    self.grad = None
    self.parents, self.op, self.ctx = parents, op, ctx


Node.__init__ = node_init
