# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "maximum"
# ///
"""The maximum."""

def global_mean_pool(x):
    return x.amax(dim=(2, 3))
