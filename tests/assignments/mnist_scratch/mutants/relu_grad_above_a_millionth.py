# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "1e-9"
# ///
"""Flat a little beyond 0, too."""

def relu_grad(z):
    return z > 1e-6
