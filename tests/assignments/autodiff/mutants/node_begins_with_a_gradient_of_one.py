# /// mutant
# kills = ["test_node_holds_a_value"]
# may_also_fail = [
#     "test_operators_with_numbers_and_arrays",
#     "test_gradients_through_methods",
#     "test_gradients_of_broadcast_operands",
#     "test_gradients_of_broadcast_products",
#     "test_gradients_through_operation_of_somebody_else",
#     "test_backward_of_a_chain",
#     "test_backward_of_a_node_used_many_times",
#     "test_backward_of_a_node_used_twice_in_one_operation",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_backward_of_equal_leaves",
#     "test_backward_starts_from_size_one",
#     "test_second_backward_adds",
#     "test_backward_of_another_node_adds",
#     "test_gradients_do_not_alias",
#     "test_backward_leaves_values_alone",
#     "test_backward_of_a_long_chain",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_agrees_with_finite_differences",
# ]
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
