# /// mutant
# kills = ["test_global_max_pool"]
# may_also_fail = ["test_global_max_pool_of_strided_images"]
# cause = "shape"
# ///
"""Axes of length 1 stay."""

def global_max_pool(x):
    return x.amax(dim=(2, 3), keepdim=True)
