# /// mutant
# kills = ["test_operators_of_nodes"]
# may_also_fail = [
#     "test_operators_with_numbers_and_arrays",
#     "test_gradients_of_broadcast_products",
#     "test_backward_of_a_node_used_twice_in_one_operation",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "@"
# ///
"""@ multiplies entry by entry."""

Node.__matmul__ = lambda self, other: Multiply.apply(self, as_node(other))
