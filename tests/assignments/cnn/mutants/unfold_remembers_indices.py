# /// mutant
# kills = ["test_unfold_is_pure"]
# may_also_fail = ["test_unfold_and_fold_of_strided_tensors"]
# cause = "again"
# ///
"""The indices are kept by the sizes of image and window, whatever stride and padding."""

PLACES = {}


def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    kh, kw = kernel_size
    key = (x.shape[2], x.shape[3], kh, kw)
    if key not in PLACES:
        PLACES[key] = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding), stride, padding
    (rows, columns), stride, padding = PLACES[key]
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
