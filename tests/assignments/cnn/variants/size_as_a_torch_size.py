# /// variant
# why = "a torch.Size is a pair of integers"
# ///
"""torch.Size from integer arithmetic."""

import torch


def conv_output_size(size, kernel_size, stride, padding):
    return torch.Size((n + 2 * padding - k + stride) // stride for n, k in zip(size, kernel_size))
