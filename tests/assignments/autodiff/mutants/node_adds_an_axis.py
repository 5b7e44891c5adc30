# /// mutant
# kills = ["test_node_holds_a_value"]
# may_also_fail = ["test_methods_of_a_node", "test_gradients_of_broadcast_operands", "test_backward_starts_from_size_one", "test_backward_leaves_values_alone"]
# cause = "shape"
# ///
"""A number becomes an array of one axis."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    array = np.atleast_1d(np.asarray(value))
    self.value = array if array.dtype.kind == "f" else array.astype(np.float64)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = {} if ctx is None else ctx


Node.__init__ = node_init
