# /// mutant
# kills = ["test_operators_of_nodes"]
# cause = "@"
# ///
"""@ multiplies entry by entry."""

Node.__matmul__ = lambda self, other: Multiply.apply(self, as_node(other))
