# /// mutant
# kills = ["test_node_holds_a_value"]
# cause = "float16"
# ///
"""Values are kept in float16."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.asarray(value)
    self.value = array.astype(np.float16).astype(np.float64)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init
