# /// variant
# why = "the network may use the layers written before"
# ///
"""Conv2D by hand, with a bias beside it."""

from torch import nn
import torch


class Biased(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.convolution = Conv2D(in_channels, out_channels)
        self.bias = nn.Parameter(torch.zeros(1, out_channels, 1, 1))

    def forward(self, x):
        return self.convolution(x) + self.bias


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        if pooling not in ("flatten", "max", "mean"):
            raise KeyError(pooling)
        self.pooling = pooling
        sizes = (1, 16, 32, 64)
        self.layers = nn.ModuleList(Biased(c, o) for c, o in zip(sizes, sizes[1:]))
        self.weight = nn.Parameter(torch.randn(576 if pooling == "flatten" else 64, 10) / 24)
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        for layer in self.layers:
            x = nn.functional.max_pool2d(layer(x).clamp(min=0), 2)
        pools = {"flatten": lambda x: x.flatten(1), "max": global_max_pool, "mean": global_mean_pool}
        return pools[self.pooling](x) @ self.weight + self.bias
