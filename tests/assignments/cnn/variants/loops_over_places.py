# /// variant
# why = "loops over the places of the windows are loops, too"
# ///
"""Two loops, each with a product of all images and kernels."""

import torch
from torch.nn import functional as F


def conv2d_loops(x, weight, stride=1, padding=0):
    if x.size(1) != weight.size(1):
        raise AssertionError("channels")
    kh, kw = weight.shape[2:]
    rows, columns = conv_output_size(x.shape[2:], (kh, kw), stride, padding)
    image = F.pad(x, (padding,) * 4)
    lines = []
    for i in range(0, rows * stride, stride):
        line = []
        for j in range(0, columns * stride, stride):
            line.append(torch.tensordot(image[:, :, i : i + kh, j : j + kw], weight, dims=([1, 2, 3], [1, 2, 3])))
        lines.append(torch.stack(line, dim=-1))
    return torch.stack(lines, dim=-2)
