# /// mutant
# kills = ["test_output_size"]
# cause = "padding counted"
# ///
"""Padding is counted at one edge."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        (side + padding - kernel) // stride + 1 for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
