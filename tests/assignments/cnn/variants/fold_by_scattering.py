# /// variant
# why = "patches can be added up by indices"
# ///
"""index_add into flat padded images."""

import torch


def fold(patches, input_size, kernel_size, stride, padding):
    (kh, kw), (b, k, p) = kernel_size, patches.shape
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = (side + 2 * padding for side in input_size)
    row = torch.arange(kh)[:, None, None, None] + stride * torch.arange(rows)[:, None]
    column = torch.arange(kw)[:, None, None] + stride * torch.arange(columns)
    index = (row * width + column).flatten()
    flat = torch.zeros(b * (k // (kh * kw)), height * width, dtype=patches.dtype)
    flat.index_add_(1, index, patches.reshape(len(flat), -1))
    image = flat.reshape(b, -1, height, width)
    return image[..., padding : height - padding, padding : width - padding].clone()
