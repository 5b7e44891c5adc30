# /// mutant
# kills = ["test_output_size"]
# cause = "forgotten"
# ///
"""The 1 at the end is forgotten."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        (side + 2 * padding - kernel) // stride for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
