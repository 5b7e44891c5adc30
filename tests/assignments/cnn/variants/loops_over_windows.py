# /// variant
# why = "windows may be cut from the image itself, with what is missing left out"
# ///
"""No padded image: windows are clipped, and so are the kernels."""

import torch


def conv2d_loops(x, weight, stride=1, padding=0):
    (b, c, h, w), (o, c2, kh, kw) = x.shape, weight.shape
    if c != c2:
        raise TypeError("channels")
    rows, columns = conv_output_size((h, w), (kh, kw), stride, padding)
    y = torch.empty(b, o, rows, columns, dtype=torch.float64)
    for i in range(rows):
        top = stride * i - padding
        u0, u1 = max(0, -top), min(kh, h - top)
        for j in range(columns):
            left = stride * j - padding
            v0, v1 = max(0, -left), min(kw, w - left)
            for n in range(b):
                for k in range(o):
                    if u1 <= u0 or v1 <= v0:
                        y[n, k, i, j] = 0
                    else:
                        window = x[n, :, top + u0 : top + u1, left + v0 : left + v1]
                        y[n, k, i, j] = torch.sum(window.double() * weight[k, :, u0:u1, v0:v1])
    return y
