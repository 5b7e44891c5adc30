# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# may_also_fail = [
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
#     "test_backward_of_a_long_chain",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "other operand"
# ///
"""Only plain numbers are made nodes."""

import numpy as np


def as_node(value):
    if isinstance(value, np.ndarray):
        raise TypeError("not a number")
    return value if isinstance(value, Node) else Node(value)
