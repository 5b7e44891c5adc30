# /// mutant
# kills = ["test_global_max_pool"]
# cause = "shape"
# ///
"""A single image loses its axis."""

def global_max_pool(x):
    return x.flatten(2).max(dim=2).values.squeeze()
