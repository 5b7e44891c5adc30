# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "None after backward"
# ///
"""The unary minus makes a new leaf."""

Node.__neg__ = lambda self: Node(-self.value)
