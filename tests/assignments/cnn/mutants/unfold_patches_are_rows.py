# /// mutant
# kills = ["test_unfold"]
# may_also_fail = [
#     "test_unfold_and_fold_of_strided_tensors",
#     "test_unfold_is_pure",
#     "test_unfold_of_a_single_image",
#     "test_unfold_with_stride_and_padding",
# ]
# cause = "rows"
# ///
"""Patches are rows."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns).transpose(1, 2)
