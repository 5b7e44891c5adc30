# /// variant
# why = "ReLU and max pool may change places"
# ///
"""ReLU after the max pool; the linear layer by a functional call."""

from torch import nn
from torch.nn import functional as F


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        assert pooling in {"flatten", "max", "mean"}, "pooling"
        self.pooling = pooling
        self.one, self.two, self.three = nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, "same"), nn.Conv2d(32, 64, 3, 1, 1)
        self.last = nn.Linear(576 if pooling == "flatten" else 64, 10)

    def forward(self, x):
        for layer in (self.one, self.two, self.three):
            x = F.relu(F.max_pool2d(layer(x), 2), inplace=True)
        if self.pooling == "max":
            x = F.adaptive_max_pool2d(x, 1)
        elif self.pooling == "mean":
            x = F.adaptive_avg_pool2d(x, 1)
        return self.last(x.flatten(start_dim=1))
