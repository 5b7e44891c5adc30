# /// variant
# why = "the layers of FixedResNet are free"
# ///
"""Four convolutions, of which the last has 22 channels: 23,936 parameters; refusal by the linear layer."""

from torch import nn


class FixedResNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [1, 16, 32, 32, 22]
        self.layers = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1) for i, o in zip(widths, widths[1:]))
        self.out = nn.Linear(22 * 16, 10)

    def forward(self, x):
        for layer in self.layers:
            x = nn.functional.max_pool2d(layer(x).relu(), 2)
        return self.out(x.flatten(1))
