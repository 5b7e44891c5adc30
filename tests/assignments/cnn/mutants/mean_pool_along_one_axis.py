# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "one axis"
# ///
"""The mean along the columns, the maximum along the rows."""

def global_mean_pool(x):
    return x.mean(dim=3).amax(dim=2)
