# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "order"
# ///
"""array @ node gives node @ array."""

Node.__rmatmul__ = lambda self, other: MatMul.apply(self, as_node(other))
