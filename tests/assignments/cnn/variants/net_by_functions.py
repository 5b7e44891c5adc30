# /// variant
# why = "layers by name and functional calls are a network, too"
# ///
"""No Sequential; flattened with the channels last."""

import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        assert pooling in ("flatten", "max", "mean")
        self.pooling = pooling
        self.out = nn.Linear(576 if pooling == "flatten" else 64, 10)
        self.conv3 = nn.Conv2d(32, 64, (3, 3), 1, 1)
        self.conv2 = nn.Conv2d(16, 32, (3, 3), 1, 1)
        self.conv1 = nn.Conv2d(1, 16, (3, 3), 1, 1)

    def forward(self, x):
        for convolution in (self.conv1, self.conv2, self.conv3):
            x = F.relu(F.max_pool2d(convolution(x), 2))
        if self.pooling == "flatten":
            return self.out(x.permute(0, 2, 3, 1).reshape(-1, 576))
        return self.out(global_max_pool(x) if self.pooling == "max" else global_mean_pool(x))
