# /// mutant
# kills = ["test_global_max_pool"]
# may_also_fail = ["test_global_max_pool_of_strided_images"]
# cause = "shape"
# ///
"""One [0] too many: that picks an image."""

def global_max_pool(x):
    return x.max(2)[0].max(2)[0][0]
