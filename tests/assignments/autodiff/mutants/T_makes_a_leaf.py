# /// mutant
# kills = ["test_gradients_through_methods"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

Node.T = property(lambda self: Node(self.value.T))
