# /// variant
# why = "layers are free: a norm begins with ones, whose gradients part"
# ///
"""A layer norm over all places and channels: 24,050 parameters."""

from torch import nn


class FixedResNet(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for before, after, pool in ((1, 16, 2), (16, 32, 2), (32, 40, 4)):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(pool)]
        self.layers = nn.Sequential(*layers, nn.LayerNorm((40, 4, 4)), nn.Flatten(), nn.Linear(640, 10))

    def forward(self, x):
        return self.layers(x)
