# /// mutant
# kills = ["test_gradients_through_methods"]
# may_also_fail = ["test_gradients_do_not_alias", "test_backward_agrees_with_finite_differences"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

Node.T = property(lambda self: Node(self.value.T))
