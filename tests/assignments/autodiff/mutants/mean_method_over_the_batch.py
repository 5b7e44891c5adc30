# /// mutant
# kills = ["test_methods_of_a_node", "test_backward_agrees_with_finite_differences"]
# may_also_fail = [
#     "test_gradients_through_methods",
#     "test_gradients_do_not_alias",
# ]
# cause = "axis"
# ///
"""Without an axis, over the first one."""

Node.mean = lambda self, axis=0, keepdims=False: Mean.apply(self, axis=axis, keepdims=keepdims)
