# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = [
#     "test_gradients_through_methods",
#     "test_gradients_do_not_alias",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "axis"
# ///
"""Without an axis, over the first one."""

Node.mean = lambda self, axis=0, keepdims=False: Mean.apply(self, axis=axis, keepdims=keepdims)
