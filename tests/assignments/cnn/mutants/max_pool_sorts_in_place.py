# /// mutant
# kills = ["test_global_max_pool_of_strided_images"]
# cause = "in-place"
# ///
"""The images are sorted in place."""

def global_max_pool(x: Tensor) -> Tensor:
    flat = x.reshape(*x.shape[:2], -1)
    flat.copy_(flat.sort(dim=2).values)
    return flat[:, :, -1].clone()
