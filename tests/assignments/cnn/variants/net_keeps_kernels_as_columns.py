# /// variant
# why = "a kernel may be kept as the matrix that patches are multiplied with"
# ///
"""Patches times a matrix of one column a channel; the classifier's weight has the axes of what it reads, and classes."""

import torch
from torch import nn


class Patches(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(9 * in_channels, out_channels) / (9 * in_channels) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x):
        patches = nn.functional.unfold(x, 3, padding=1).transpose(1, 2)
        return (patches @ self.weight + self.bias).transpose(1, 2).unflatten(2, x.shape[2:])


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        if pooling not in ("flatten", "max", "mean"):
            raise ValueError(pooling)
        self.pooling = pooling
        self.layers = nn.ModuleList([Patches(1, 16), Patches(16, 32), Patches(32, 64)])
        sides = (64, 3, 3) if pooling == "flatten" else (64,)
        self.classifier = nn.Parameter(torch.randn(*sides, 10) / 24)
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        for layer in self.layers:
            x = nn.functional.max_pool2d(layer(x).relu(), 2)
        if self.pooling == "flatten":
            return torch.einsum("bchw,chwk->bk", x, self.classifier) + self.bias
        pools = {"max": global_max_pool, "mean": global_mean_pool}
        return pools[self.pooling](x) @ self.classifier + self.bias
