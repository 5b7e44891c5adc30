# /// mutant
# kills = ["test_fold_with_stride_and_padding"]
# cause = "padding"
# ///
"""Windows side by side are tiles, laid out by a reshape that forgets the padding."""

def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    if kh == kw == stride:
        b = len(patches)
        m, n = input_size[0] // kh, input_size[1] // kw
        tiles = patches[:, :, : m * n].reshape(b, -1, kh, kw, m, n).permute(0, 1, 4, 2, 5, 3).reshape(b, -1, m * kh, n * kw)
        return F.pad(tiles, (0, input_size[1] - n * kw, 0, input_size[0] - m * kh))
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = input_size
    places = patches.reshape(patches.shape[0], -1, kh, kw, rows, columns)
    padded = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
