# /// mutant
# kills = ["test_zero_grad_forgets"]
# cause = "zero_grad"
# ///
"""Nothing is forgotten."""


def zero_grad(nodes):
    pass
