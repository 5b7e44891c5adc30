# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "reflected"
# ///
"""2 + node is not there."""

Node.__radd__ = None
