# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "wrong way round"
# ///
"""1 where z is negative."""

def relu_grad(z):
    return z < 0
