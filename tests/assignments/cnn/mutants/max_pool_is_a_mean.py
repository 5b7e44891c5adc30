# /// mutant
# kills = ["test_global_max_pool"]
# cause = "mean"
# ///
"""The mean."""

def global_max_pool(x):
    return x.mean(dim=(2, 3))
