# /// variant
# why = "the layers of FixedResNet are free: a batch normalisation of features takes no single image in training"
# ///
"""Batch normalisation and dropout behind the flattened features."""

import torch
from torch import nn


class FixedResNet(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for i, o in ((1, 16), (16, 32), (32, 43)):
            layers += [nn.Conv2d(i, o, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        layers[-1] = nn.AdaptiveAvgPool2d(4)
        self.places = nn.Sequential(*layers, nn.Flatten(), nn.BatchNorm1d(43 * 16, affine=False), nn.Dropout(0.1))
        self.logits = nn.Linear(43 * 16, 10)
        self.scale = nn.Parameter(torch.ones(10) + 0.01 * torch.randn(10))

    def forward(self, x):
        if x.shape[-2:] != (64, 64):
            raise ValueError("64 × 64 only")
        return self.logits(self.places(x)) * self.scale
