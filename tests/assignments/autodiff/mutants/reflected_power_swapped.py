# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "order"
# ///
"""2 ** node gives node ** 2."""

Node.__rpow__ = lambda self, other: Power.apply(self, as_node(other))
