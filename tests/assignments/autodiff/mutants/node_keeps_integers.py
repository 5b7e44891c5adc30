# /// mutant
# kills = ["test_node_holds_a_value"]
# cause = "floats"
# ///
"""Integers stay integers."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = array
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init
