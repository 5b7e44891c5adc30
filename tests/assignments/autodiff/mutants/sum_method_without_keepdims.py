# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "keepdims"
# ///
"""keepdims does not get to the operation."""

Node.sum = lambda self, axis=None, keepdims=False: Sum.apply(self, axis=axis, keepdims=False)
