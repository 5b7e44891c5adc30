# /// mutant
# kills = ["test_node_holds_a_value"]
# may_also_fail = [
#     "test_backward_agrees_with_finite_differences",
#     "test_backward_of_a_chain",
#     "test_backward_of_a_long_chain",
#     "test_backward_of_another_node_adds",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_starts_from_size_one",
#     "test_gradients_do_not_alias",
#     "test_gradients_through_methods",
#     "test_gradients_through_operation_of_somebody_else",
#     "test_methods_of_a_node",
#     "test_operators_with_numbers_and_arrays",
# ]
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
