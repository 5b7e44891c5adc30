# /// variant
# why = "a log-softmax at the end changes neither the cross-entropy nor the largest"
# ///
"""Layers by name, functional calls, a log-softmax; pooled by flattening."""

import torch.nn.functional as F
from torch import nn


class MultiResNet(nn.Module):
    def __init__(self, channels=(16, 32, 64), pooling="max"):
        super().__init__()
        assert pooling in ("max", "mean")
        self.mean = pooling == "mean"
        self.out = nn.Linear(channels[2], 10)
        self.third = nn.Conv2d(channels[1], channels[2], (3, 3), 1, 1)
        self.second = nn.Conv2d(channels[0], channels[1], (3, 3), 1, 1)
        self.first = nn.Conv2d(1, channels[0], (3, 3), 1, 1)

    def forward(self, x):
        for layer in (self.first, self.second, self.third):
            x = F.relu(F.max_pool2d(layer(x), 2))
        flat = x.flatten(2)
        pooled = flat.mean(-1) if self.mean else flat.max(dim=-1).values
        return F.log_softmax(self.out(pooled), dim=-1)
