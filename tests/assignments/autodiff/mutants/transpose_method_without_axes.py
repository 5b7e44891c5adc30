# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "shape"
# ///
"""The order does not get to the operation."""

Node.transpose = lambda self, *axes: Transpose.apply(self, axes=None)
