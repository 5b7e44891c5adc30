# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "axes"
# ///
"""Only the last two axes change places."""

Node.T = property(lambda self: self.transpose(*range(self.value.ndim - 2), -1, -2))
