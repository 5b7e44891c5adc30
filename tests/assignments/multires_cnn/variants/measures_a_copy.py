# /// variant
# why = "a copy of a network computes what the network does, and its mode is its own"
# ///
"""Validation and evaluation of a copy, through a DataLoader, which draws a number for itself."""

import copy

import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


def _measured(net, groups):
    net = copy.deepcopy(net).eval()
    losses, hits = [], []
    with torch.inference_mode():
        for x, y in groups:
            for images, labels in DataLoader(TensorDataset(x, y), batch_size=200):
                logits = net(images)
                losses.append(F.cross_entropy(logits, labels, reduction="none"))
                hits.append(logits.argmax(1) == labels)
    return torch.cat(losses).mean().item(), torch.cat(hits).double().mean().item()
