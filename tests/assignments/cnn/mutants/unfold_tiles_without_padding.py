# /// mutant
# kills = ["test_unfold_with_stride_and_padding"]
# cause = "padding"
# ///
"""Windows side by side are tiles, cut by a reshape that forgets the padding."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    if kh == kw == stride:
        b, c = x.shape[:2]
        m, n = x.shape[2] // kh, x.shape[3] // kw
        tiles = x[:, :, : m * kh, : n * kw].reshape(b, c, m, kh, n, kw)
        return tiles.permute(0, 1, 3, 5, 2, 4).reshape(b, c * kh * kw, m * n)
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
