# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "square"
# ///
"""Divides by the square of the rows."""

def global_mean_pool(x):
    return x.sum(dim=(2, 3)) / x.shape[2] ** 2
