# /// variant
# why = "the initialisation is free"
# ///
"""He's normal initialisation."""

import torch
from torch import nn


class Conv2D(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=(3, 3), stride=1, padding=1):
        super().__init__()
        fan_in = in_channels * kernel_size[0] * kernel_size[1]
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, *kernel_size) * (2 / fan_in) ** 0.5)
        self.options = (stride, padding)

    def forward(self, images):
        return Conv2DFunction.apply(images, self.weight, *self.options)

    def extra_repr(self):
        return f"stride={self.options[0]}, padding={self.options[1]}"
