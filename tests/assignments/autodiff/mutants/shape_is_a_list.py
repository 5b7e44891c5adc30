# /// mutant
# kills = ["test_node_holds_a_value"]
# cause = "shape"
# ///
"""The shape is a list."""

Node.shape = property(lambda self: list(self.value.shape))
