# /// mutant
# kills = ["test_global_max_pool"]
# may_also_fail = ["test_global_max_pool_of_strided_images"]
# cause = "channels"
# ///
"""Pooled over channels and columns."""

def global_max_pool(x):
    return x.amax(dim=(1, 3))
