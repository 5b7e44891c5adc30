# /// mutant
# kills = ["test_unfold_with_stride_and_padding"]
# cause = "stride"
# ///
"""A window of one pixel is a reshape, whatever stride and padding."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    if (kh, kw) == (1, 1):
        return x.flatten(2)
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
