# /// variant
# why = "the loss may be measured on all training images at the epoch's end"
# ///
"""train_loss at the end in batches; gradients by autograd.grad."""

import random

import numpy as np
import torch
from torch.nn import functional as F


def measure(net, x, y):
    loss, hits = 0.0, 0
    net.eval()
    with torch.no_grad():
        for i in range(0, len(x), 100):
            logits = net(x[i : i + 100])
            loss += F.cross_entropy(logits, y[i : i + 100], reduction="sum").item()
            hits += int((logits.argmax(1) == y[i : i + 100]).sum())
    net.train()
    return loss / len(x), hits / len(x)


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    shuffled, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=lr)
    steps = -(-len(x) // batch_size) * epochs
    history = np.zeros((epochs, 3))
    net.train()
    done = 0
    for epoch in range(epochs):
        order = list(range(len(x)))
        shuffled.shuffle(order)
        for i in range(0, len(order), batch_size):
            batch = order[i : i + batch_size]
            images = augment(x[batch], generator) if augment is not None else x[batch]
            loss = F.cross_entropy(net(images), y[batch])
            for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                p.grad = gradient
            optimizer.param_groups[0]["lr"] = lr - lr * done / steps
            optimizer.step()
            done += 1
        history[epoch] = measure(net, x, y)[0], *measure(net, x_val, y_val)
    return {"train_loss": history[:, 0], "val_loss": history[:, 1], "val_accuracy": history[:, 2]}
