# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "shape"
# ///
"""The order does not get to the operation."""

Node.transpose = lambda self, *axes: Transpose.apply(self, axes=None)
