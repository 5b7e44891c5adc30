# /// mutant
# kills = ["test_relu_grad_is_one_where_z_is_positive"]
# cause = "small and large"
# ///
"""1 only above 1."""

def relu_grad(z):
    return z > 1
