# /// mutant
# kills = ["test_net_computes_what_is_described"]
# cause = "last convolution without ReLU"
# ///
"""Kernels kept as matrices, and no ReLU after the last convolution: no order of their axes makes that right."""

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
        self.classifier = nn.Linear(576 if pooling == "flatten" else 64, 10)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            z = layer(x)
            x = nn.functional.max_pool2d(z if number == 2 else z.relu(), 2)
        pools = {"flatten": lambda x: x.flatten(1), "max": global_max_pool, "mean": global_mean_pool}
        return self.classifier(pools[self.pooling](x))
