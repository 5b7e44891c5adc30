# /// variant
# why = "log-probabilities are logits: the cross-entropy of them is the same"
# ///
"""A log-softmax at the end."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        heads = {
            "flatten": [nn.Flatten(), nn.Linear(576, 10)],
            "max": [nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(64, 10)],
            "mean": [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)],
        }
        body = []
        for c, o in ((1, 16), (16, 32), (32, 64)):
            body.extend((nn.Conv2d(c, o, kernel_size=3, padding="same"), nn.ReLU(), nn.MaxPool2d(kernel_size=2)))
        self.net = nn.Sequential(*body, *heads[pooling], nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.net(x)
