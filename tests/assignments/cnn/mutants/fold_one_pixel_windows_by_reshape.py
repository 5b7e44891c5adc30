# /// mutant
# kills = ["test_fold_with_stride_and_padding"]
# cause = "shape"
# ///
"""A window of one pixel is a reshape, whatever stride and padding."""

def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    if (kh, kw) == (1, 1):
        return patches.reshape(patches.shape[0], -1, *input_size)
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = input_size
    places = patches.reshape(patches.shape[0], -1, kh, kw, rows, columns)
    padded = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
