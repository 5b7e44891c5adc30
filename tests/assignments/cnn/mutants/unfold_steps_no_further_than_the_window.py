# /// mutant
# kills = ["test_unfold_with_stride_and_padding"]
# may_also_fail = ["test_unfold_is_pure"]
# cause = "stride"
# ///
"""Windows touch: the step is at most the window's side."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + min(stride, kh) * rows : min(stride, kh), v : v + min(stride, kw) * columns : min(stride, kw)]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
