# /// variant
# why = "either type may be computed in"
# ///
"""Everything in float64."""

import torch
from torch import nn


class MultiResNet(nn.Module):
    def __init__(self, channels=(16, 32, 64), pooling="max"):
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError("max or mean")
        self.pooling = pooling
        widths = [1, *channels]
        blocks = [(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)) for i, o in zip(widths, widths[1:])]
        self.blocks = nn.Sequential(*(layer for block in blocks for layer in block))
        self.head = nn.Linear(widths[-1], 10)
        self.double()

    def forward(self, x):
        maps = self.blocks(x.double())
        return self.head(maps.amax((2, 3)) if self.pooling == "max" else maps.mean((2, 3))).float()


class FixedResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 43, 3, padding=1), nn.ReLU(), nn.MaxPool2d(4),
            nn.Flatten(), nn.Linear(688, 10),
        ).double()  # fmt: skip

    def forward(self, x):
        return self.net(x.double()).float()
