# /// variant
# why = "a size can be counted, and be a list"
# ///
"""The length of a range."""

def conv_output_size(size, kernel_size, stride, padding):
    pairs = zip(size, kernel_size)
    return [len(range(0, side + 2 * padding - kernel + 1, stride)) for side, kernel in pairs]
