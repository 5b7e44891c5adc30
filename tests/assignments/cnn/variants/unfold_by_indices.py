# /// variant
# why = "the patches can be gathered by computed indices"
# ///
"""Index arithmetic instead of slices; and fold by index_add."""

import torch
from torch.nn import functional as F


def _indices(size, kernel_size, stride, padding):
    rows, columns = conv_output_size(size, kernel_size, stride, padding)
    width = size[1] + 2 * padding
    row = torch.arange(kernel_size[0])[:, None, None, None] + stride * torch.arange(rows)[None, None, :, None]
    column = torch.arange(kernel_size[1])[None, :, None, None] + stride * torch.arange(columns)
    return (row * width + column).reshape(kernel_size[0] * kernel_size[1], rows * columns)


def unfold(x, kernel_size, stride, padding):
    indices = _indices(x.shape[2:], kernel_size, stride, padding)
    flat = F.pad(x, (padding,) * 4).flatten(2)
    return flat[:, :, indices].flatten(1, 2)


def fold(patches, input_size, kernel_size, stride, padding):
    height, width = (side + 2 * padding for side in input_size)
    indices = _indices(input_size, kernel_size, stride, padding).flatten()
    channels = patches.shape[1] // (kernel_size[0] * kernel_size[1])
    flat = patches.new_zeros(len(patches), channels, height * width)
    flat.index_add_(2, indices, patches.reshape(len(patches), channels, -1))
    image = flat.reshape(len(patches), channels, height, width)
    return image[:, :, padding : height - padding, padding : width - padding]
