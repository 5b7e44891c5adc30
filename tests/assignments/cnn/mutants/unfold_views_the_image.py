# /// mutant
# kills = ["test_unfold_and_fold_of_strided_tensors"]
# cause = "contiguous"
# ///
"""A view of the image as one row, which needs it to be contiguous."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    x = x.view(-1).view(x.shape)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
