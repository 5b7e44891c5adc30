# /// mutant
# kills = ["test_zero_grad_forgets"]
# cause = "None after backward"
# ///
"""All leaves that were ever made are reset."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = array if array.dtype.kind == "f" else array.astype(np.float64)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    EVERY.append(self)
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init


EVERY = []


def zero_grad(nodes):
    for node in EVERY:
        node.grad = None
