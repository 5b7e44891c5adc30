# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# may_also_fail = ["test_backward_agrees_with_finite_differences"]
# cause = "reflected"
# ///
"""2 + node is not there."""

Node.__radd__ = None
