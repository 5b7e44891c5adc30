# /// mutant
# kills = ["test_node_holds_a_value"]
# cause = "zeros"
# ///
"""The gradient is one at first."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = array if array.dtype.kind == "f" else array.astype(np.float64)
    self.grad = np.ones(array.shape)
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init
