# /// mutant
# kills = ["test_output_size"]
# cause = "rounded"
# ///
"""Rounded up: windows that begin inside, but do not end there."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        -(-(side + 2 * padding - kernel) // stride) + 1 for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
