# /// mutant
# kills = ["test_accuracy_on_mnist"]
# may_also_fail = ["test_history_on_mnist"]
# cause = "time limit"
# ///
"""Validation after every batch, of which the last one counts: right, and far too slow."""

import torch
from torch.nn import functional as F


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    updates = epochs * -(-len(x) // batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        order = torch.randperm(len(x), generator=generator)
        for batch in torch.split(order, batch_size):
            net.train()
            images = x[batch] if augment is None else augment(x[batch], generator)
            loss = F.cross_entropy(net(images), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
            logits = _logits(net, x_val)
        history["train_loss"].append(total / len(x))
        history["val_loss"].append(F.cross_entropy(logits, y_val).item())
        history["val_accuracy"].append(_accuracy(logits, y_val))
    return history
