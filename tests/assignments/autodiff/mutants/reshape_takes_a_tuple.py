# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "argument"
# ///
"""One tuple instead of lengths."""

Node.reshape = lambda self, shape: Reshape.apply(self, shape=shape)
