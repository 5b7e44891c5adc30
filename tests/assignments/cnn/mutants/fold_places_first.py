# /// mutant
# kills = ["test_fold"]
# may_also_fail = [
#     "test_fold_is_pure",
#     "test_fold_with_stride_and_padding",
#     "test_unfold_and_fold_of_strided_tensors",
# ]
# cause = "channels"
# ///
"""The rows of the patches are taken to be places first."""

def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = input_size
    places = patches.reshape(patches.shape[0], kh, kw, -1, rows, columns).permute(0, 3, 1, 2, 4, 5)
    padded = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
