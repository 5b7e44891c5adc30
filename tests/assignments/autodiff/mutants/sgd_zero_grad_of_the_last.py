# /// mutant
# kills = ["test_sgd_zero_grad"]
# cause = "zero_grad"
# ///
"""Only the last parameter's gradient is forgotten."""

SGD.zero_grad = lambda self: zero_grad(self.params[-1:])
