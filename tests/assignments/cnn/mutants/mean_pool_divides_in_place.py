# /// mutant
# kills = ["test_global_mean_pool_of_strided_images"]
# cause = "in-place"
# ///
"""The images are divided in place."""

def global_mean_pool(x: Tensor) -> Tensor:
    x /= x.shape[2] * x.shape[3]
    return x.sum(dim=(2, 3))
