# /// variant
# why = "the convolution can be methods of a class"
# ///
"""Unfold and fold are methods called unfold and fold, of an own class."""

import torch
from torch.nn import functional as F


class Windows:
    def __init__(self, kernel_size, stride, padding):
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def places(self, size):
        rows, columns = conv_output_size(size, self.kernel_size, self.stride, self.padding)
        for u in range(self.kernel_size[0]):
            for v in range(self.kernel_size[1]):
                yield (
                    slice(u, u + self.stride * (rows - 1) + 1, self.stride),
                    slice(v, v + self.stride * (columns - 1) + 1, self.stride),
                )

    def unfold(self, x):
        padded = F.pad(x, (self.padding,) * 4)
        parts = [padded[(..., *place)] for place in self.places(x.shape[2:])]
        return torch.stack(parts, 2).flatten(3).flatten(1, 2)

    def fold(self, patches, size):
        parts = patches.reshape(len(patches), -1, self.kernel_size[0] * self.kernel_size[1], patches.shape[2])
        image = patches.new_zeros(len(patches), parts.shape[1], *(side + 2 * self.padding for side in size))
        for number, place in enumerate(self.places(size)):
            window = image[(..., *place)]
            window += parts[:, :, number].reshape(window.shape)
        ends = [slice(self.padding, self.padding + side) for side in size]
        return image[(..., *ends)]


def unfold(x, kernel_size, stride, padding):
    return Windows(kernel_size, stride, padding).unfold(x)


def fold(patches, input_size, kernel_size, stride, padding):
    windows = Windows(kernel_size, stride, padding)
    return windows.fold(patches, input_size)
