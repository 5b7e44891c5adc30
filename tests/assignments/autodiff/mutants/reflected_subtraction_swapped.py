# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "order"
# ///
"""2 − node gives node − 2."""

Node.__rsub__ = lambda self, other: Subtract.apply(self, as_node(other))
