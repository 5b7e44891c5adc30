# /// mutant
# kills = ["test_node_holds_a_value"]
# cause = "array"
# ///
"""A number stays a number."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = float(value) if np.isscalar(value) else np.asarray(value, np.float64)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init
