# /// variant
# why = "a convolution is a product of patches with a matrix, in which the numbers stand in another order"
# ///
"""Linear layers on patches whose places come before their channels."""

import torch
from torch import nn
from torch.nn import functional as F


class MultiResNet(nn.Module):
    def __init__(self, channels=(16, 32, 64), pooling="max"):
        super().__init__()
        self.over_the_image = {"max": torch.amax, "mean": torch.mean}[pooling]
        self.products = nn.ModuleList(nn.Linear(9 * i, o) for i, o in zip((1, *channels), channels))
        self.logits = nn.Linear(channels[-1], 10)

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        for product in self.products:
            height, width = x.shape[1:3]
            padded = F.pad(x, (0, 0, 1, 1, 1, 1))
            patches = [padded[:, i : i + height, j : j + width] for i in range(3) for j in range(3)]
            x = product(torch.cat(patches, dim=3)).relu()
            x = F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        return self.logits(self.over_the_image(x, dim=(1, 2)))
