# /// mutant
# kills = ["test_relu_grad_is_pure"]
# cause = "in-place"
# ///
"""The caller's array becomes the mask."""

def relu_grad(z):
    z[z <= 0] = 0
    z[z > 0] = 1
    return z
