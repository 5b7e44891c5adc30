# /// mutant
# kills = ["test_output_size"]
# cause = "division"
# ///
"""The kernel is taken off after the division."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        (side + 2 * padding) // stride - kernel + 1 for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
