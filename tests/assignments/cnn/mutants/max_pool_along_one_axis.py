# /// mutant
# kills = ["test_global_max_pool"]
# cause = "one axis"
# ///
"""The maximum along the columns, the mean along the rows."""

def global_max_pool(x):
    return x.amax(dim=3).mean(dim=2)
