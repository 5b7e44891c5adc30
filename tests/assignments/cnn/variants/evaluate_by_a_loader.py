# /// variant
# why = "a DataLoader makes batches as well, and draws a seed for its workers"
# ///
"""DataLoader; every layer's mode restored on its own."""

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def evaluate(net, x, y, batch_size=256):
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    hits = []
    for images, labels in DataLoader(TensorDataset(x, y), batch_size=batch_size):
        with torch.no_grad():
            hits += (torch.max(net(images), dim=1).indices == labels).tolist()
    for module, mode in modes:
        module.training = mode
    return np.float32(np.mean(hits))
