# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "axes"
# ///
"""Only the last two axes change places."""

Node.T = property(lambda self: self.transpose(*range(self.value.ndim - 2), -1, -2))
