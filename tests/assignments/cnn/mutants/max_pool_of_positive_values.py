# /// mutant
# kills = ["test_global_max_pool"]
# cause = "negative"
# ///
"""Negative values become 0."""

def global_max_pool(x):
    return x.clamp(min=0).amax(dim=(2, 3))
