# /// mutant
# kills = ["test_output_size"]
# cause = "nearest"
# ///
"""Rounded to the nearest."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        round((side + 2 * padding - kernel) / stride) + 1 for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
