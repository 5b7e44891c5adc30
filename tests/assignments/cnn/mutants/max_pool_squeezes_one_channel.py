# /// mutant
# kills = ["test_global_max_pool"]
# cause = "shape"
# ///
"""A single channel loses its axis."""

def global_max_pool(x: Tensor) -> Tensor:
    return x.amax(dim=(2, 3)).squeeze(1)
