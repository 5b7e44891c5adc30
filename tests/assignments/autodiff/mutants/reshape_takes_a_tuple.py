# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "argument"
# ///
"""One tuple instead of lengths."""

Node.reshape = lambda self, shape: Reshape.apply(self, shape=shape)
