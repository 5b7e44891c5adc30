# /// variant
# why = "strides make maps small as well as pools do; hidden linear layers are free"
# ///
"""Strided convolutions with tanh, batch normalisation, two linear layers: 23,915 parameters."""

from torch import nn


class FixedResNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 16, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(16), nn.Tanh(),
            nn.Conv2d(16, 24, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(24), nn.ReLU(),
            nn.AvgPool2d(4), nn.Flatten(),
            nn.Linear(384, 35), nn.ReLU(), nn.Linear(35, 10),
        )  # fmt: skip
