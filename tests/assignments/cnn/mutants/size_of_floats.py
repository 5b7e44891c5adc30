# /// mutant
# kills = ["test_output_size"]
# cause = "integers"
# ///
"""Floats, which no range takes."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        float((side + 2 * padding - kernel) // stride + 1) for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
