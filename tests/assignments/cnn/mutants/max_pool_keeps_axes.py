# /// mutant
# kills = ["test_global_max_pool"]
# cause = "shape"
# ///
"""Axes of length 1 stay."""

def global_max_pool(x):
    return x.amax(dim=(2, 3), keepdim=True)
