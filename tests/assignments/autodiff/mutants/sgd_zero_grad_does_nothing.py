# /// mutant
# kills = ["test_sgd_zero_grad"]
# cause = "zero_grad"
# ///
"""Nothing is forgotten."""

SGD.zero_grad = lambda self: None
