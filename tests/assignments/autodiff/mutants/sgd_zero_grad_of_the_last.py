# /// mutant
# kills = ["test_sgd_zero_grad"]
# may_also_fail = ["test_sgd_moves_every_parameter", "test_sgd_with_momentum"]
# cause = "zero_grad"
# ///
"""Only the last parameter's gradient is forgotten."""

SGD.zero_grad = lambda self: zero_grad(self.params[-1:])
