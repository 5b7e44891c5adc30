# /// mutant
# kills = ["test_unfold_and_fold_of_strided_tensors"]
# cause = "contiguous"
# ///
"""as_strided as if unpadded images were contiguous."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    b, c, h, w = x.shape
    padded = F.pad(x, (padding, padding, padding, padding)) if padding else x.as_strided(x.shape, (c * h * w, h * w, w, 1))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
