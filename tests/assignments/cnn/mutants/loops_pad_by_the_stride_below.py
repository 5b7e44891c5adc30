# /// mutant
# kills = ["test_loops_with_stride_and_padding"]
# cause = "size of tensor"
# ///
"""Below the image there are as many zeros as the stride is."""

def conv2d_loops(x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    count, channels, *size = x.shape
    out_channels, in_channels, kh, kw = weight.shape
    if channels != in_channels:
        raise ValueError(f"the images have {channels} channels, the kernels {in_channels}")
    rows, columns = conv_output_size((size[0], size[1]), (kh, kw), stride, padding)
    padded = F.pad(x, (padding, padding, padding, stride))
    y = x.new_zeros((count, out_channels, rows, columns))
    for n in range(count):
        for o in range(out_channels):
            for i in range(rows):
                for j in range(columns):
                    top, left = stride * i, stride * j
                    window = padded[n, :, top : top + kh, left : left + kw]
                    y[n, o, i, j] = (window * weight[o]).sum()
    return y
