# /// mutant
# kills = ["test_accuracy_on_mnist"]
# may_also_fail = ["test_history_on_mnist"]
# cause = "time limit"
# ///
"""Validation after every batch, of which the last one counts: right, and far too slow."""

import torch
from torch.nn import functional as F


def train(net, groups, val_groups=None, *, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    batches = ResolutionBatches(groups, batch_size, torch.Generator().manual_seed(seed))
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    updates = epochs * sum(-(-len(y) // batch_size) for _, y in groups.values())
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    count = sum(len(y) for _, y in groups.values())
    history = {"train_loss": []}
    for _ in range(epochs):
        net.train()
        total = 0.0
        for x, y in batches:
            loss = F.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(y)
            if val_groups is not None:
                measured = _measured(net, list(val_groups.values()))
        history["train_loss"].append(total / count)
        if val_groups is not None:
            history.setdefault("val_loss", []).append(measured[0])
            history.setdefault("val_accuracy", []).append(measured[1])
    return history
