# /// mutant
# kills = ["test_images_are_resized"]
# cause = "cut off at 0 or 1"
# ///
"""Bicubic, and cut off where it goes beyond."""

def _resized(x: Tensor, side: int) -> Tensor:
    resized: Tensor = F.interpolate(x, side, mode="bicubic").clamp(0, 1)
    return resized
