# /// mutant
# kills = ["test_unfold_is_pure"]
# may_also_fail = ["test_layer_convolves"]
# cause = "changes its arguments"
# ///
"""The image is cleared at the end."""

def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    found = torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
    x.zero_()
    return found
