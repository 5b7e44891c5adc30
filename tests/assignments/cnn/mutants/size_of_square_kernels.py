# /// mutant
# kills = ["test_output_size"]
# cause = "kernel"
# ///
"""The kernel's rows for both sides."""

def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    rows, columns = (
        (side + 2 * padding - kernel) // stride + 1 for side, kernel in zip(size, (kernel_size[0], kernel_size[0]), strict=True)
    )
    return rows, columns
