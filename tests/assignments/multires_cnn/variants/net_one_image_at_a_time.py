# /// variant
# why = "images of a batch are independent of each other"
# ///
"""Single images through the network, their logits put together; uniform weights."""

import torch
from torch import nn


class MultiResNet(nn.Module):
    def __init__(self, channels=(16, 32, 64), pooling="max"):
        super().__init__()
        if pooling == "max":
            self.reduce = lambda maps: torch.amax(maps, (-2, -1))
        elif pooling == "mean":
            self.reduce = lambda maps: maps.sum((-2, -1)) / (maps.shape[-1] * maps.shape[-2])
        else:
            raise KeyError(pooling)
        widths = [1, *channels]
        self.convolutions = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1) for i, o in zip(widths, widths[1:]))
        self.linear = nn.Linear(widths[-1], 10)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.1, 0.1)

    def forward(self, x):
        return torch.cat([self.single(image[None]) for image in x])

    def single(self, maps):
        for convolution in self.convolutions:
            maps = torch.max_pool2d(convolution(maps).clamp(min=0), 2)
        return self.linear(self.reduce(maps))
