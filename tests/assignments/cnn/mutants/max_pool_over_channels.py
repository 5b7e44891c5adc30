# /// mutant
# kills = ["test_global_max_pool"]
# cause = "channels"
# ///
"""Pooled over channels and columns."""

def global_max_pool(x):
    return x.amax(dim=(1, 3))
