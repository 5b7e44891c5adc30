# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "sum"
# ///
"""The sum."""

def global_mean_pool(x):
    return x.sum(dim=(2, 3))
