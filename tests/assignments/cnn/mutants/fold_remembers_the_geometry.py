# /// mutant
# kills = ["test_fold_is_pure"]
# may_also_fail = ["test_unfold_and_fold_of_strided_tensors"]
# cause = "again"
# ///
"""Stride and padding are kept by the sizes of image and window."""

KNOWN = {}


def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    stride, padding = KNOWN.setdefault((*input_size, kh, kw), (stride, padding))
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = input_size
    places = patches.reshape(patches.shape[0], -1, kh, kw, rows, columns)
    padded = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
