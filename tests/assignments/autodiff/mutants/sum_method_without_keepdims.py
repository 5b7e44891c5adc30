# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "keepdims"
# ///
"""keepdims does not get to the operation."""

Node.sum = lambda self, axis=None, keepdims=False: Sum.apply(self, axis=axis, keepdims=False)
