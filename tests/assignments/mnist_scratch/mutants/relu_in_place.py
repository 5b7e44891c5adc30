# /// mutant
# kills = ["test_relu_is_pure"]
# cause = "in-place"
# ///
"""Negative entries are set to 0 in the caller's array."""

def relu(z):
    z[z < 0] = 0
    return z
