# /// mutant
# kills = ["test_global_max_pool_of_strided_images"]
# cause = "reshape"
# ///
"""Images are viewed, which strided ones cannot be."""

def global_max_pool(x: Tensor) -> Tensor:
    return x.view(x.shape[0], x.shape[1], -1).amax(dim=2)
