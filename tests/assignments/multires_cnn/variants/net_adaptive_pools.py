# /// variant
# why = "adaptive pooling to 1 × 1 is pooling over the whole image"
# ///
"""nn.Sequential, AdaptiveMaxPool2d and AdaptiveAvgPool2d, the 2×2 pool before ReLU."""

from torch import nn


class MultiResNet(nn.Sequential):
    def __init__(self, channels=(16, 32, 64), pooling="max"):
        pools = {"max": nn.AdaptiveMaxPool2d, "mean": nn.AdaptiveAvgPool2d}
        a, b, c = channels
        super().__init__(
            nn.Conv2d(1, a, 3, padding="same"), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Conv2d(a, b, 3, padding="same"), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Conv2d(b, c, 3, padding="same"), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            pools[pooling](1), nn.Flatten(), nn.Linear(c, 10),
        )  # fmt: skip
